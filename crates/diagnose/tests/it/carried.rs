//! Texts as they come: wrapped by what carried them, quoted, commented, in other languages, of other tools.

use crate::naming::check;

const REFUSED: &str = "{\"errorCode\":401002,\"message\":\"CA certificate not found.\"}";
const ASSIGNED: &str = "status: assigned\n";

#[test]
fn what_carried_a_text_does_not_hide_what_it_says() {
    let plain = "$ az iot dps enrollment show --query provisioningStatus\n\"disabled\"\n";
    check(plain, &["enrolment_disabled"]);
    let mail: String = plain
        .lines()
        .map(|line| format!("> {line}\n> \n"))
        .collect();
    check(&mail, &["enrolment_disabled"]);
    check(&plain.replace('"', "&quot;"), &["enrolment_disabled"]);
    let colours = "$ az iot dps enrollment show\n{\n  \u{1b}[34m\"attestation\"\u{1b}[39m: {},\n  \"provisioningStatus\": \"disabled\"\n}\n";
    check(colours, &["enrolment_disabled"]);
    let journal: String = "{\n \"attestation\": {},\n \"provisioningStatus\": \"disabled\"\n}\n"
        .lines()
        .map(|line| format!("Nov 24 09:14:05 box unit[7]: {line}\n"))
        .collect();
    check(&journal, &["enrolment_disabled"]);
}

#[test]
fn places_lead_back_to_what_was_pasted() {
    let text = "> one\n> two &quot;x&quot;\n> {\"errorCode\":401002,\"message\":\"CA certificate not found.\"}\n";
    let reading = diagnose::paste::read(text, None);
    let seen = reading.evidence.observations.iter();
    let places: Vec<&str> = seen
        .filter_map(|seen| match &seen.place {
            diagnose::Place::Text(bytes) => text.get(bytes.clone()),
            _ => None,
        })
        .collect();
    assert!(places.contains(&"401002"), "{places:?}");
    assert_eq!(reading.text.len(), text.len());
}

#[test]
fn yaml_and_tables_of_az_are_entries_like_its_json() {
    let yaml = "$ az iot dps enrollment-group show -o yaml\nattestation:\n  type: x509\nenrollmentGroupId: line\nprovisioningStatus: disabled\n";
    check(yaml, &["enrolment_disabled"]);
    let table = format!(
        "$ az iot dps certificate list --query \"value[].{{Name:name,Proof:properties.isVerified}}\" -o table\n\
         Name     Proof\n-------  -------\nfactory  False\n\n{REFUSED}\n"
    );
    check(&table, &["ca_not_verified"]);
}

#[test]
fn what_is_only_spoken_of_accuses_nobody() {
    let docs = "The documentation says that \"CA certificate not found.\" means that the root is missing. Ours works fine.\n";
    check(docs, &[]);
    let past =
        format!("Last week we had {REFUSED} here, which was fixed by the upload.\n{ASSIGNED}");
    check(&past, &[]);
    let code = format!(
        "{ASSIGNED}    case 5: return \"not authorised\";\n// prints connection refused when it is down\n"
    );
    check(&code, &[]);
    let counters = "connack: not authorised ...... 0\nconnection refused .......... 0\nassigned hub .... lab.azure-devices.net\n";
    check(counters, &[]);
    let others = format!(
        "{ASSIGNED}influx: connection refused\nGET https://shop.example/x: 503 Service Unavailable\n"
    );
    check(&others, &[]);
    // What is said is said, also in a sentence.
    check(
        &format!("It always answers {REFUSED} here.\n"),
        &["intermediate_not_sent"],
    );
}

#[test]
fn systems_speak_other_languages_and_tools_their_own() {
    check(
        "Fehler: Verbindungsaufbau abgelehnt\n",
        &["nothing_listens"],
    );
    check("erreur : Nom ou service inconnu\n", &["name_not_resolved"]);
    check("Error: Expiró el tiempo de conexión\n", &["port_blocked"]);
    check("8883/tcp filtered secure-mqtt\n", &["port_blocked"]);
    check("TcpTestSucceeded       : False\n", &["port_blocked"]);
    check(
        "Resolve-DnsName : dps.example : DNS name does not exist\n",
        &["name_not_resolved"],
    );
    check(
        "time=1 level=warning msg=\"The \\\"dps\\\" variable is not set. Defaulting to a blank string.\"\n",
        &["shell_replaces_dollar"],
    );
}

#[test]
fn an_issuer_that_is_none_of_azures_is_a_proxys_however_it_is_printed() {
    for text in [
        " - subject `CN=*.azure-devices-provisioning.net', issuer `CN=Hall Gateway,O=Contoso', serial 1\n",
        "Owner: CN=*.azure-devices-provisioning.net\nIssuer: CN=Hall Gateway, O=Contoso\n",
        "Subject      : CN=*.azure-devices-provisioning.net\nIssuer       : CN=Hall Gateway\n",
    ] {
        check(text, &["proxy_intercepts"]);
    }
    check(
        "Subject : CN=*.azure-devices-provisioning.net\nIssuer  : CN=Microsoft Azure RSA TLS Issuing CA 08\n",
        &[],
    );
    check("There is no proxy, no Zscaler either.\n", &[]);
}

#[test]
fn key_stores_tell_their_dates_in_other_words() {
    let store = |until: &str| {
        format!(
            "$ keytool -list -v -keystore line.p12\nEigentümer: CN=dev-01\nAussteller: CN=Line CA\n\
             Gültig von: Fri Jun 14 08:00:00 CEST 2024 bis: {until}\n{{\"errorCode\":401002,\"message\":\"Invalid certificate.\"}}\n"
        )
    };
    check(
        &store("Sun Jun 14 08:00:00 CEST 2026"),
        &["certificate_expired"],
    );
}

#[test]
fn templates_and_the_portal_tell_of_the_instance() {
    let terraform = "resource \"azurerm_iothub_dps\" \"d\" {\n  ip_filter_rule {\n    ip_mask = \"198.51.100.0/24\"\n  }\n}\n\
        $ curl -s https://icanhazip.com\n203.0.113.9\n{\"errorCode\":401000,\"message\":\"Unauthorized\"}\n";
    check(terraform, &["ip_filter"]);
    check(
        "Linked IoT hubs: No results\nregistration failed\n",
        &["hub_not_linked"],
    );
    let key = "// the primary key of our enrollment group\n#define DEVICE_SAS \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"\n{\"errorCode\":401000,\"message\":\"Unauthorized\"}\n";
    check(key, &["group_key_not_derived"]);
}

#[test]
fn a_log_of_another_day_than_the_answer_has_a_wrong_clock() {
    let text = "2024-01-01 00:00:12 SharedAccessSignature is used\n2024-01-01 00:00:14 {\"errorCode\":401000,\"message\":\"Unauthorized\",\"timestampUtc\":\"2026-11-24T08:00:00.1Z\"}\n";
    check(text, &["clock_wrong"]);
}

#[test]
fn typography_comes_before_what_it_leads_to() {
    let dashes = "mosquitto_sub –h global.azure-devices-provisioning.net –p 8883 –V mqttv5 ––cafile roots.pem ––cert a.pem ––key a.key –i dev-01\nError: Unknown option.\n";
    check(dashes, &["typography_in_command", "protocol_not_3_1_1"]);
    let quotes = "mosquitto_sub -h global.azure-devices-provisioning.net -p 8883 -i dev-01 \
        -u “0ne00C0FFEE/registrations/dev-01/api-version=2019-03-31” -t ‘$dps/registrations/res/#’ --cert a.pem --key a.key\n";
    check(quotes, &["typography_in_command"]);
}

#[test]
fn a_placeholder_in_a_readme_and_a_hub_that_a_template_links_accuse_nobody() {
    let readme = format!("Replace `<ID_SCOPE>` by your own, then `<REGISTRATION_ID>`.\n{ASSIGNED}");
    check(&readme, &[]);
    let terraform = "resource \"azurerm_iothub_dps\" \"d\" {\n  linked_hub {\n    location = \"x\"\n  }\n}\n{\"errorCode\":401001}\n";
    check(terraform, &["hub_link_stale"]);
    let debug = "DEBUG: cli.azure.cli.core: {\"iotHubs\":[{\"connectionString\":\"HostName=a.azure-devices.net;SharedAccessKeyName=o;SharedAccessKey=***\"}],\"idScope\":\"0ne00C0FFEE\"}\n";
    check(debug, &[]);
}

#[test]
fn a_ca_that_a_list_names_by_its_common_name_is_known() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/chain_healthy");
    let mut text = String::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let file = file.unwrap().path();
        if !file.ends_with("case.json") {
            text += &std::fs::read_to_string(file).unwrap();
        }
    }
    assert!(text.contains("BEGIN CERTIFICATE"));
    let list = "$ az iot dps certificate list --query \"value[].[properties.subject,properties.isVerified]\" -o tsv\nUnrelated CA\tfalse\n";
    check(&format!("{text}\n{REFUSED}\n{list}"), &["ca_not_uploaded"]);
}
