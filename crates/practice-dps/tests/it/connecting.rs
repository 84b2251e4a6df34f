//! CONNECT: who is let in, and with which code others are refused.

use dps_protocol::username;
use mqtt_wire::{Connack, Packet, QoS, Will};
use practice_dps::{CloseReason, MAX_IDLE_SECS, Rule, TIME_TO_CONNECT_SECS};

use crate::lab::{API_VERSION, HUB, Holder, ID_SCOPE, Lab, hello};

#[track_caller]
fn check(client_id: &str, username: &str, code: u8, rule: Rule) {
    let lab = Lab::new();
    let mut device = lab.device(&[&Holder::self_signed("dev1")]);
    assert_eq!(device.connect(client_id, username), Some(code));
    assert_eq!(lab.rule(), Some(rule));
    assert_eq!(device.closed.is_some(), code != 0);
}

#[test]
fn the_documented_user_name_is_let_in_and_others_refused() {
    let right = username::format(ID_SCOPE, "dev1", API_VERSION);
    check("dev1", &right, 0, Rule::Connected);
    check(
        "dev1",
        &format!("{right}&ClientVersion=a%2F1"),
        0,
        Rule::Connected,
    );
    check(
        "dev1",
        &format!("{right}&ClientVersion=a/1 (x; y)"),
        0,
        Rule::Connected,
    );

    let other_scope = username::format("0ne00000000", "dev1", API_VERSION);
    check("dev1", &other_scope, 3, Rule::IdScopeUnknown);
    check("dev2", &right, 5, Rule::ClientIdDiffers);
    check("", &right, 5, Rule::ClientIdDiffers);

    check("dev1", "", 5, Rule::UsernameShape);
    check("dev1", &format!("/{right}"), 5, Rule::UsernameShape);
    let without_version = format!("{ID_SCOPE}/registrations/dev1/");
    check("dev1", &without_version, 5, Rule::ApiVersionMissing);
    let of_a_hub = format!("{ID_SCOPE}/registrations/dev1/?api-version={API_VERSION}");
    check("dev1", &of_a_hub, 5, Rule::ApiVersionMissing);
}

#[test]
fn the_scope_is_looked_at_before_the_client_id_and_the_credential() {
    let lab = Lab::new();
    let mut device = lab.device_with(Vec::new());
    let username = username::format("0ne00000000", "dev1", API_VERSION);
    assert_eq!(device.connect("dev2", &username), Some(3));
}

#[test]
fn a_credential_of_some_kind_is_needed() {
    let lab = Lab::new();
    let username = username::format(ID_SCOPE, "dev1", API_VERSION);
    let with_password = |password: Option<&[u8]>| {
        let mut connect = hello("dev1", &username);
        connect.password = password.map(<[u8]>::to_vec);
        lab.device_with(Vec::new()).send(&Packet::Connect(connect))
    };
    let refused = [Packet::Connack(Connack {
        session_present: false,
        code: 5,
    })];
    assert_eq!(with_password(None), refused);
    assert_eq!(with_password(Some(b"")), refused);
    assert_eq!(lab.rule(), Some(Rule::CredentialMissing));
    let accepted = [Packet::Connack(Connack {
        session_present: false,
        code: 0,
    })];
    assert_eq!(with_password(Some(b"SharedAccessSignature sr=x")), accepted);
}

#[test]
fn an_empty_password_and_a_lasting_session_are_fine_beside_a_certificate() {
    let lab = Lab::new();
    let mut connect = hello("dev1", &username::format(ID_SCOPE, "dev1", API_VERSION));
    connect.password = Some(Vec::new());
    connect.clean_session = false;
    connect.keep_alive_secs = 0;
    let mut device = lab.device(&[&Holder::self_signed("dev1")]);
    let answers = device.send(&Packet::Connect(connect));
    assert_eq!(
        answers,
        [Packet::Connack(Connack {
            session_present: false,
            code: 0
        })]
    );
}

#[test]
fn other_versions_of_mqtt_get_connack_1() {
    let lab = Lab::new();
    let right = Packet::Connect(hello(
        "dev1",
        &username::format(ID_SCOPE, "dev1", API_VERSION),
    ));
    let mut bytes = right.encode().unwrap();
    let level = bytes
        .windows(4)
        .position(|window| window == b"MQTT")
        .unwrap()
        + 4;
    for other in [3, 5] {
        bytes[level] = other;
        let mut device = lab.device(&[&Holder::self_signed("dev1")]);
        let answers = device.send_bytes(&bytes);
        assert_eq!(
            answers,
            [Packet::Connack(Connack {
                session_present: false,
                code: 1
            })]
        );
        assert!(matches!(
            device.closed,
            Some(CloseReason::ConnectRefused(_))
        ));
        assert_eq!(lab.rule(), Some(Rule::ProtocolLevel));
    }
}

#[test]
fn what_the_service_has_no_use_for_is_dropped() {
    let lab = Lab::new();
    let leaf = Holder::self_signed("dev1");
    let mut device = lab.device(&[&leaf]);
    let mut connect = hello("dev1", &username::format(ID_SCOPE, "dev1", API_VERSION));
    connect.will = Some(Will {
        topic: "x".to_owned(),
        payload: Vec::new(),
        qos: QoS::AtMostOnce,
        retain: false,
    });
    assert_eq!(device.send(&Packet::Connect(connect)), []);
    assert_eq!(
        device.closed,
        Some(CloseReason::NotServed(Rule::WillNotServed))
    );

    let mut device = lab.device(&[&leaf]);
    assert_eq!(device.send(&Packet::Pingreq), []);
    assert_eq!(device.closed, Some(CloseReason::NotConnectFirst("PINGREQ")));

    let mut device = lab.device(&[&leaf]);
    device.enter("dev1");
    let again = Packet::Connect(hello(
        "dev1",
        &username::format(ID_SCOPE, "dev1", API_VERSION),
    ));
    assert_eq!(device.send(&again), []);
    assert_eq!(
        device.closed,
        Some(CloseReason::PacketOutOfPlace("CONNECT"))
    );
}

#[test]
fn silence_ends_a_connection_after_one_and_a_half_keep_alives() {
    let lab = Lab::new();
    let mut device = lab.device(&[&Holder::self_signed("dev1")]);
    device.enter("dev1");
    assert_eq!(device.woken_at, Some(lab.now().plus_secs(90)));
    lab.wait(80);
    assert_eq!(device.send(&Packet::Pingreq), [Packet::Pingresp]);
    assert_eq!(device.woken_at, Some(lab.now().plus_secs(90)));
    lab.wait(89);
    device.tick();
    assert_eq!(device.closed, None);
    lab.wait(1);
    device.tick();
    assert_eq!(device.closed, Some(CloseReason::KeepAliveExpired));
    assert_eq!(
        device.send(&Packet::Pingreq),
        [],
        "a closed session says nothing"
    );
}

#[test]
fn connect_must_come_in_time_and_no_keep_alive_is_endless() {
    let lab = Lab::new();
    let mut late = lab.device(&[&Holder::self_signed("dev1")]);
    lab.wait(TIME_TO_CONNECT_SECS);
    late.tick();
    assert_eq!(late.closed, Some(CloseReason::ConnectOverdue));

    let mut connect = hello("dev1", &username::format(ID_SCOPE, "dev1", API_VERSION));
    connect.keep_alive_secs = 0;
    let mut device = lab.device(&[&Holder::self_signed("dev1")]);
    device.send(&Packet::Connect(connect));
    assert_eq!(device.session.wake_at(), lab.now().plus_secs(MAX_IDLE_SECS));
}

#[test]
fn the_newer_connection_of_a_device_wins() {
    let lab = Lab::new();
    let leaf = Holder::self_signed("dev1");
    let mut older = lab.device(&[&leaf]);
    older.enter("dev1");
    let mut newer = lab.device(&[&leaf]);
    newer.enter("dev1");
    assert_eq!(newer.displaced, [older.session.id().number()]);
    older.tick();
    assert_eq!(older.closed, Some(CloseReason::Displaced));
    assert_eq!(newer.send(&Packet::Pingreq), [Packet::Pingresp]);

    // Going away, the older one does not take the newer one's place with it.
    let mut newest = lab.device(&[&leaf]);
    newest.enter("dev1");
    assert_eq!(newer.send(&Packet::Pingreq), []);
    assert_eq!(newer.closed, Some(CloseReason::Displaced));
    assert_eq!(newest.send(&Packet::Pingreq), [Packet::Pingresp]);
}

#[test]
fn an_unprovisioned_device_is_refused_by_the_hub() {
    check(
        "dev1",
        &format!("{HUB}/dev1/?api-version=2021-04-12"),
        5,
        Rule::HubDeviceUnknown,
    );
    check(
        "dev1",
        "elsewhere.net/dev1/?api-version=2021-04-12",
        5,
        Rule::HubHostDiffers,
    );
    check(
        "dev2",
        &format!("{HUB}/dev1/?api-version=2021-04-12"),
        5,
        Rule::HubClientIdDiffers,
    );
}
