//! Texts to begin with in the paste room, for whoever has nothing at hand. Each is what somebody once asked about in public,
//! with names of our own.

/// Something to paste.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// What it is.
    pub title: &'static str,
    /// What one sees of it.
    pub seen: &'static str,
    /// The text.
    pub text: &'static str,
    /// The thread it is modelled on.
    pub thread: &'static str,
}

/// The examples, in the order of the page.
pub const EXAMPLES: [Example; 4] = [
    Example {
        title: "A mosquitto_pub command",
        seen: "“Connection Refused: not authorised”, and five faults that can be seen in it",
        text: r#"mosquitto_pub -d -h contoso.azure-devices-provisioning.net -p 8883 -i "press" -u "0ne00ABCDEF/registrations/press-17/api-version=2019-03-31" -t "$dps/registrations/PUT/iotdps-register/?$rid=1" -m "" --cafile roots.pem --cert press17.pem --key press18.key -V mqttv311 -q 1
Client press sending CONNECT
Client press received CONNACK (5)
Connection error: Connection Refused: not authorised.
"#,
        thread: "https://github.com/MicrosoftDocs/azure-docs/issues/69882",
    },
    Example {
        title: "An exception of the C# SDK",
        seen: "401002, and the lines of source that led to it",
        text: r#"Microsoft.Azure.Devices.Provisioning.Client.ProvisioningTransportException
  Message={"errorCode":401002,"trackingId":"11111111-2222-3333-4444-555555555555","message":"CA certificate not found.","timestampUtc":"2026-11-24T08:00:00.0000000Z"}
   at Microsoft.Azure.Devices.Provisioning.Client.Transport.ProvisioningTransportHandlerMqtt.RegisterAsync(ProvisioningTransportRegisterMessage message)

using var cert = new X509Certificate2("device.pfx", password);
using var security = new SecurityProviderX509Certificate(cert);
"#,
        thread: "https://github.com/Azure/azure-iot-sdk-csharp/issues/1040",
    },
    Example {
        title: "A log of the C SDK",
        seen: "“no start line”, and the certificate as it stands in the source",
        text: r#"Error: File:x509_openssl.c Func:log_ERR_get_error Line:33 Failure creating private key evp_key
Error: File:x509_openssl.c Func:log_ERR_get_error Line:40   [0] error:0909006C:PEM routines:get_name:no start line

static const char* const CERTIFICATE =
"-----BEGIN CERTIFICATE-----"
"MIIBdTCCARugAwIBAgIUX0ehFX7jQ"
"-----END CERTIFICATE-----";
"#,
        thread: "https://github.com/Azure/azure-iot-sdk-c/issues/1281",
    },
    Example {
        title: "An answer of the service",
        seen: "topic and body, as a client has written them down",
        text: r#"$dps/registrations/res/401/?$rid=1
{"errorCode":401002,"trackingId":"11111111-2222-3333-4444-555555555555","message":"CA certificate not found.","timestampUtc":"2026-11-24T08:00:00.0000000Z"}
"#,
        thread: "https://github.com/Azure/azure-iot-sdk-c/issues/1900",
    },
];
