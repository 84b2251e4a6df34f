//! Files as the browser hands them over: chosen, dropped, too large.

use std::cell::RefCell;
use std::rc::Rc;

use dps_playground_page::browser::engine::NamedBytes;
use dps_playground_page::browser::{Theme, read_files, refuse_stray_drops, use_file_drop};
use dps_playground_page::import_note::MAX_FILE_BYTES;
use futures::StreamExt as _;
use futures::channel::mpsc::unbounded;
use js_sys::{Array, Uint8Array};
use leptos::html;
use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{DataTransfer, DragEvent, DragEventInit, Element, File, HtmlElement};

fn file(name: &str, bytes: &[u8]) -> File {
    File::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(bytes)), name).unwrap()
}

#[wasm_bindgen_test]
async fn files_are_read_as_bytes_in_their_order() {
    let every_byte: Vec<u8> = (0..=255).collect();
    let read = read_files(vec![file("b.der", &every_byte), file("a.pem", b"")]).await;
    let expected = [("b.der", every_byte), ("a.pem", vec![])];
    let expected = expected.map(|(name, bytes)| NamedBytes {
        name: Some(name.to_owned()),
        bytes,
    });
    assert_eq!(read, expected);
    assert_eq!(
        format!("{:?}", read[0]),
        r#"NamedBytes(Some("b.der"), 256 bytes)"#
    );
}

#[wasm_bindgen_test]
async fn of_a_large_file_only_so_much_is_read_that_one_can_tell() {
    let read = read_files(vec![file("disk.img", &vec![7; MAX_FILE_BYTES + 4096])]).await;
    assert_eq!(read[0].bytes.len(), MAX_FILE_BYTES + 1);
}

/// Drops files onto an element; true when the browser would have opened them.
fn dropped(on: &Element, kind: &str, files: &[File]) -> bool {
    let data = DataTransfer::new().unwrap();
    for file in files {
        data.items().add_with_file(file).unwrap();
    }
    let options = DragEventInit::new();
    options.set_bubbles(true);
    options.set_cancelable(true);
    options.set_data_transfer(Some(&data));
    let event = DragEvent::new_with_event_init_dict(kind, &options).unwrap();
    on.dispatch_event(&event).unwrap()
}

#[wasm_bindgen_test]
async fn a_box_takes_what_is_dropped_onto_it_and_nothing_else_does() {
    let document = web_sys::window().unwrap().document().unwrap();
    let wrapper: HtmlElement = document.create_element("section").unwrap().unchecked_into();
    document.body().unwrap().append_child(&wrapper).unwrap();
    let (tell, mut told) = unbounded();
    let over = Rc::new(RefCell::new(None));
    let its_over = Rc::clone(&over);
    let mounted = mount_to(wrapper.clone(), move || {
        let target = NodeRef::<html::Div>::new();
        let tell = tell.clone();
        let drop = use_file_drop(target, move |files| {
            let _ = tell.unbounded_send(files);
        });
        its_over.replace(Some(drop.is_over));
        view! { <div node_ref=target><p>"here"</p></div> }
    });
    refuse_stray_drops();
    leptos::task::tick().await;
    let is_over = over.borrow().unwrap();
    let inside = wrapper.query_selector("p").unwrap().unwrap();

    dropped(&inside, "dragenter", &[]);
    assert!(is_over.get_untracked());
    assert!(!dropped(&inside, "dragover", &[]));
    assert!(!dropped(&inside, "drop", &[file("dropped.pem", b"abc")]));
    assert!(!is_over.get_untracked());
    let files = told.next().await.unwrap();
    assert_eq!(
        files,
        [NamedBytes {
            name: Some("dropped.pem".to_owned()),
            bytes: b"abc".to_vec()
        }]
    );

    let body = document.body().unwrap();
    assert!(
        !dropped(&body, "drop", &[file("beside.pem", b"abc")]),
        "the page would have been left"
    );
    drop(mounted);
    assert!(
        told.try_recv().is_err(),
        "what was dropped beside the box is nobody's"
    );
    wrapper.remove();
}

#[wasm_bindgen_test]
fn the_theme_is_remembered() {
    let shown = || {
        web_sys::window()
            .unwrap()
            .document()
            .unwrap()
            .document_element()
            .unwrap()
            .get_attribute("data-theme")
    };
    for theme in [Theme::Dark, Theme::Light, Theme::System] {
        theme.choose();
        assert_eq!(Theme::stored(), theme);
        let expected = (theme != Theme::System).then_some(theme.as_str());
        assert_eq!(shown().as_deref(), expected);
    }
}
