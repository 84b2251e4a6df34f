//! One file per component; the stylesheet of the same name is in `style/components/`.

// Shapes that others are built of.
pub mod choice;
pub mod dynamic;
pub mod lazily;
pub mod marked;
pub mod pointing;
pub mod prose;
pub mod text_field;

// Around the lesson.
pub mod app_header;
pub mod place_note;
pub mod step_rail;

// A step.
pub mod built_field;
pub mod explanation_view;
pub mod step_actions;
pub mod step_result;

// Why it failed, or would.
pub mod cause_view;
pub mod paste_room;
pub mod preflight;
pub mod reference;
pub mod step_diagnosis;

// Files.
pub mod certificate_card;
pub mod certificates_nav;
pub mod drop_zone;
pub mod import_notes;

// Many files.
pub mod batch_overview;

// The lab.
pub mod lab_defects;
pub mod lab_form;
pub mod lab_shelf;

// The tool of each step.
pub mod assigned_panel;
pub mod certificates_panel;
pub mod identity_panel;
pub mod packet_panel;
pub mod trust_panel;

// The certificate bench.
pub mod bench_answer;
pub mod bench_files;
pub mod bench_findings;
pub mod bench_inside;
pub mod bench_question;
pub mod bench_repairs;
pub mod bench_verdict;
pub mod certificate_bench;
pub mod chain_picture;

// The console of the practice service.
pub mod console;
pub mod console_authorities;
pub mod console_clients;
pub mod console_entries;
pub mod console_faults;
pub mod console_grades;
pub mod console_history;
pub mod console_hubs;
pub mod console_parts;

// The wire.
pub mod experiment_script;
pub mod experiments;
pub mod field_tree;
pub mod hex_view;
pub mod locality;
pub mod meaning_view;
pub mod packet_detail;
pub mod packet_editor;
pub mod packet_list;
pub mod packet_panes;
pub mod packets_nav;
pub mod replay;
pub mod sequence_diagram;
pub mod tls_panel;
pub mod watched;
pub mod wire;

// The session as files and as a link.
pub mod link_banner;
pub mod save_session;
