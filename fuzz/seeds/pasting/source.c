const char key[] =
"-----BEGIN EC PRIVATE KEY-----"
"MIGHAgEAMBMG"
"-----END EC PRIVATE KEY-----";
#define ID_SCOPE "One00C0FFEE"
