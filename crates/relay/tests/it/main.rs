//! The relay from outside: over its sockets, and as a program.

#[cfg(target_os = "linux")]
mod lying_network;
mod openssl;
mod test_page;
mod test_program;
mod test_relay;
mod test_request;
mod test_service;
mod test_target;
mod tshark;

mod attacks_http;
#[cfg(target_os = "linux")]
mod attacks_names;
mod attacks_program;
mod attacks_tunnel;

mod capture_register;
mod capture_tunnel;

mod check_enrollments;
mod check_passwords;
mod check_reports;

mod cli_explain;
mod cli_grade;
mod cli_practice;
mod cli_register;
mod cli_serve;

mod embedding;
#[cfg(target_os = "linux")]
mod enduring_program;
mod enduring_tunnel;
mod fuzzing;
mod http_page;
mod http_practice;
mod http_practice_api;
mod http_sessions;
mod http_time;

mod tunnel_ends;
mod tunnel_failures;
mod tunnel_refusals;
mod tunnel_registrations;
mod tunnel_signatures;
