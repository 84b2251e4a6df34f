//! The six-digit codes that were found, one entry for each case. A flat table: longer than a file should be,
//! because the list is.

use super::{
    ALLOCATION, CUSTOM_ALLOCATION, Citation, Code, CodeText, Confidence, LIMITS, SCALE, TERMS,
    TROUBLE, VERIFY, X509, cite,
};

const REST: Citation = cite(
    "Register device (REST)",
    "https://learn.microsoft.com/rest/api/iot-dps/device/runtime-registration/register-device",
);

const SDK_C_1900: Citation = cite(
    "azure-iot-sdk-c issue 1900",
    "https://github.com/Azure/azure-iot-sdk-c/issues/1900",
);

/// Every code and case that is known, by number; the general text of a code is the last of its entries.
pub static CODES: &[Code] = &[
    Code {
        code: 400_002,
        message: None,
        text: CodeText {
            title: "DPS cannot read the request",
            meaning: "The request is malformed. This code is known from test data of an SDK only, and for other \
                requests than a registration: what exactly it complains about is not proven.",
            fix: "Send a payload like {\"registrationId\":\"dev-01\"}, or none at all, to the documented topic.",
            sources: &[REST, TROUBLE],
            confidence: Confidence::Unproven,
        },
    },
    Code {
        code: 400_004,
        message: None,
        text: CodeText {
            title: "The registration ID is not allowed",
            meaning: "The registration ID contains a character that DPS does not take. Allowed are letters, digits and \
                - . _ : and the last character must be a letter, a digit or -. In 2018 the service also refused upper \
                case; today it takes it.",
            fix: "Choose a registration ID of allowed characters, and issue a certificate with that common name. \
                Lower case is the safe choice.",
            sources: &[
                TERMS,
                cite(
                    "azure-iot-sdk-c issue 405",
                    "https://github.com/Azure/azure-iot-sdk-c/issues/405",
                ),
                cite(
                    "azure-iot-sdk-csharp issue 547",
                    "https://github.com/Azure/azure-iot-sdk-csharp/issues/547",
                ),
            ],
            confidence: Confidence::Observed,
        },
    },
    Code {
        code: 400_207,
        message: None,
        text: CodeText {
            title: "The custom allocation function failed",
            meaning: "The enrolment lets a function of yours choose the hub. DPS called it and got an error, or the \
                name of a hub that is not linked. The number in the message is the HTTP status the function answered.",
            fix: "Look at the function's log. Check that its URL contains the function key, and that it answers with \
                one of the linked hubs it was given.",
            sources: &[
                CUSTOM_ALLOCATION,
                cite(
                    "iotedge issue 3233",
                    "https://github.com/Azure/iotedge/issues/3233",
                ),
                cite(
                    "azure-docs issue 54859",
                    "https://github.com/MicrosoftDocs/azure-docs/issues/54859",
                ),
            ],
            confidence: Confidence::Observed,
        },
    },
    Code {
        code: 400_208,
        message: None,
        text: CodeText {
            title: "There is no hub to put the device into",
            meaning: "The device was let in, but its enrolment leaves no linked hub to choose from. The name of the code \
                comes from the C SDK; the service's own words have never been seen.",
            fix: "Link an IoT hub to the DPS instance, and check which hubs the enrolment may use.",
            sources: &[
                ALLOCATION,
                cite(
                    "azure-iot-sdk-c, prov_device_ll_client.c",
                    "https://github.com/Azure/azure-iot-sdk-c/blob/main/provisioning_client/src/prov_device_ll_client.c",
                ),
            ],
            confidence: Confidence::Unproven,
        },
    },
    Code {
        code: 400_209,
        message: None,
        text: CodeText {
            title: "DPS may not write into the hub",
            meaning: "The device was let in, but the hub refused DPS: the access key stored with the link is out of \
                date, or may not write devices. The name of the code comes from the C SDK; the service's own words \
                have never been seen.",
            fix: "In the DPS instance, remove the linked hub and link it again with a policy that may write devices.",
            sources: &[
                cite(
                    "azure-iot-sdk-c issue 1789",
                    "https://github.com/Azure/azure-iot-sdk-c/issues/1789",
                ),
                cite(
                    "azure-iot-sdk-c, prov_device_ll_client.c",
                    "https://github.com/Azure/azure-iot-sdk-c/blob/main/provisioning_client/src/prov_device_ll_client.c",
                ),
            ],
            confidence: Confidence::Unproven,
        },
    },
    Code {
        code: 401_000,
        message: None,
        text: CodeText {
            title: "No enrolment fits this device",
            meaning: "DPS found no enrolment that this device could belong to: neither an individual one with its \
                registration ID nor a group with a CA of its chain. With symmetric keys the same code means that the \
                signature is wrong.",
            fix: "Create an individual enrolment with this device certificate, or a group with a CA that the device's \
                chain contains. Check that the ID scope is that of the instance you look at.",
            sources: &[
                X509,
                cite(
                    "azure-iot-sdk-node issue 869",
                    "https://github.com/Azure/azure-iot-sdk-node/issues/869",
                ),
                cite(
                    "azure-docs issue 43157",
                    "https://github.com/MicrosoftDocs/azure-docs/issues/43157",
                ),
            ],
            confidence: Confidence::Observed,
        },
    },
    Code {
        code: 401_001,
        message: None,
        text: CodeText {
            title: "No hub is linked to this DPS instance",
            meaning: "The device was let in, but the instance has no IoT hub that it could be given.",
            fix: "Link an IoT hub to the DPS instance, then register again. The device needs no change.",
            sources: &[ALLOCATION, TROUBLE],
            confidence: Confidence::Observed,
        },
    },
    Code {
        code: 401_002,
        message: Some("CA certificate not found"),
        text: CodeText {
            title: "No verified CA was found in the chain",
            meaning: "DPS follows the certificates that the device sends, from the device certificate upwards, until it \
                meets a CA certificate that was uploaded to this instance and verified. It met none. Most often the \
                device sends only its own certificate and leaves out the intermediate between it and the CA.",
            fix: "Put the device certificate and every intermediate, in this order, into the file the device presents. \
                If they are there, look whether the CA is uploaded to this instance and its status is Verified.",
            sources: &[
                X509,
                VERIFY,
                SDK_C_1900,
                cite(
                    "azure-docs issue 45653",
                    "https://github.com/MicrosoftDocs/azure-docs/issues/45653",
                ),
            ],
            confidence: Confidence::Observed,
        },
    },
    Code {
        code: 401_002,
        message: Some("Signing certificate info"),
        text: CodeText {
            title: "The group's CA is not part of the chain",
            meaning: "DPS found the enrolment group, but the CA certificate in that group is not among the certificates \
                that the device presents.",
            fix: "Compare the group's CA with the chain of the device: choose the CA that really issued it, or present \
                the chain that leads to the group's CA.",
            sources: &[
                X509,
                cite(
                    "iotedge issue 2739",
                    "https://github.com/Azure/iotedge/issues/2739",
                ),
            ],
            confidence: Confidence::Observed,
        },
    },
    Code {
        code: 401_002,
        message: Some("Invalid certificate"),
        text: CodeText {
            title: "The certificate is not the one in the enrolment",
            meaning: "There is an individual enrolment for this registration ID, and it holds another certificate than \
                the one the device presented. The same answer comes when the certificate's common name is not the \
                registration ID.",
            fix: "Upload exactly the device certificate in use to the enrolment: not its CA, not an older copy. Make its \
                common name equal to the registration ID.",
            sources: &[
                X509,
                cite(
                    "azure-docs issue 13951",
                    "https://github.com/MicrosoftDocs/azure-docs/issues/13951",
                ),
                cite(
                    "iotedge issue 4061",
                    "https://github.com/Azure/iotedge/issues/4061",
                ),
            ],
            confidence: Confidence::Observed,
        },
    },
    Code {
        code: 401_002,
        message: Some("Unauthorized access"),
        text: CodeText {
            title: "The hub refused DPS or the device",
            meaning: "DPS let the device in, but the hub behind it said no. Usually the access key stored with the link \
                between DPS and the hub is out of date.",
            fix: "In the DPS instance, remove the linked hub and link it again, then register again.",
            sources: &[cite(
                "azure-iot-sdk-c issue 2362",
                "https://github.com/Azure/azure-iot-sdk-c/issues/2362",
            )],
            confidence: Confidence::Observed,
        },
    },
    Code {
        code: 401_002,
        message: None,
        text: CodeText {
            title: "The credential was refused",
            meaning: "DPS found an enrolment for this device, but the proof did not satisfy it: another certificate \
                than the enrolment holds, a chain that does not reach a verified CA, or, with symmetric keys, a wrong \
                signature or the second key after registering with the first.",
            fix: "Compare the certificate in the enrolment with the one the device presents, and the common name with \
                the registration ID. For a group, check that the device sends its intermediates and that the CA is \
                verified.",
            sources: &[
                X509,
                SDK_C_1900,
                cite(
                    "azure-iot-sdk-node issue 721",
                    "https://github.com/Azure/azure-iot-sdk-node/issues/721",
                ),
            ],
            confidence: Confidence::Observed,
        },
    },
    Code {
        code: 404_201,
        message: None,
        text: CodeText {
            title: "There is no such enrolment",
            meaning: "DPS has no enrolment or registration of this name. It may have been deleted, or the ID scope may \
                be that of another instance.",
            fix: "Create the enrolment, or use the ID scope of the instance that has it.",
            sources: &[
                TROUBLE,
                cite(
                    "azure-docs issue 57082",
                    "https://github.com/MicrosoftDocs/azure-docs/issues/57082",
                ),
            ],
            confidence: Confidence::Observed,
        },
    },
    Code {
        code: 404_203,
        message: None,
        text: CodeText {
            title: "DPS does not know this operation",
            meaning: "The operation ID in the poll is not one that DPS is working on: mistyped, of another device, or too \
                old. How long DPS keeps them is not documented.",
            fix: "Register again from the start, and poll with the operation ID of the new answer.",
            sources: &[REST],
            confidence: Confidence::Unproven,
        },
    },
    Code {
        code: 409_203,
        message: None,
        text: CodeText {
            title: "The device is registering twice at once",
            meaning: "Another registration of the same device is under way, and the two got in each other's way.",
            fix: "Wait a moment and register again, from one place only.",
            sources: &[
                TROUBLE,
                cite(
                    "azure-iot-sdk-c",
                    "https://github.com/Azure/azure-iot-sdk-c/tree/main/provisioning_client",
                ),
            ],
            confidence: Confidence::Observed,
        },
    },
    Code {
        code: 429_001,
        message: None,
        text: CodeText {
            title: "DPS asks to slow down",
            meaning: "The instance was asked for more in a short time than it allows: 1000 registrations a minute, and \
                five polls in ten seconds for one device.",
            fix: "Wait as long as retry-after in the topic says, then repeat the same request. Spread a fleet's \
                registrations with random delays, and do not register at every start of a device.",
            sources: &[LIMITS, SCALE],
            confidence: Confidence::Observed,
        },
    },
];
