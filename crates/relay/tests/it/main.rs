//! The relay from outside: over its sockets, and as a program.

mod openssl;
mod test_page;
mod test_relay;
mod test_request;

mod http_attacks;
mod http_page;
mod http_sessions;
mod tunnel_registrations;
