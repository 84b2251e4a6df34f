//! Files from the dialog, from a drop or from the clipboard, read as bytes.

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ClipboardEvent, DataTransfer, Event, File, FileList, HtmlInputElement};
use zeroize::Zeroize;

use crate::import_note::MAX_FILE_BYTES;

/// A file's contents; overwritten with zeros when dropped, since they may be a private key.
#[derive(Clone, PartialEq, Eq)]
pub struct NamedBytes {
    /// The file's name; none for pasted text.
    pub name: Option<String>,
    /// The contents.
    pub bytes: Vec<u8>,
}

impl Drop for NamedBytes {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}

/// The length only: it may be a private key.
impl std::fmt::Debug for NamedBytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NamedBytes({:?}, {} bytes)", self.name, self.bytes.len())
    }
}

impl NamedBytes {
    /// Text that was pasted or typed.
    pub fn pasted(text: String) -> Self {
        Self {
            name: None,
            bytes: text.into_bytes(),
        }
    }
}

/// The files of a list, such as that of `<input type="file">`. The list is emptied when the input is reset, so the
/// files are taken out of it at once.
pub fn files_of(list: Option<FileList>) -> Vec<File> {
    list.map(|list| {
        (0..list.length())
            .filter_map(|index| list.get(index))
            .collect()
    })
    .unwrap_or_default()
}

/// The files that were just chosen with an `<input type="file">`, which is reset, so that the same file, mended, can be
/// chosen again.
pub fn chosen_files(event: &Event) -> Vec<File> {
    let input = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let Some(input) = input else {
        return Vec::new();
    };
    let files = files_of(input.files());
    input.set_value("");
    files
}

/// The files of a drop; empty when something else was dropped.
pub fn files_of_drop(data: Option<DataTransfer>) -> Vec<File> {
    files_of(data.and_then(|data| data.files()))
}

/// What a paste brings: files if there are any, else its text.
pub fn pasted(event: &ClipboardEvent) -> (Vec<File>, Option<String>) {
    let data = event.clipboard_data();
    let text = data
        .as_ref()
        .and_then(|data| data.get_data("text/plain").ok())
        .filter(|text| !text.is_empty());
    let files = files_of_drop(data);
    if files.is_empty() {
        (files, text)
    } else {
        (files, None)
    }
}

/// Reads files as bytes, in their order. A file that vanished or is a folder is read as empty; of a file over
/// [`MAX_FILE_BYTES`] one byte more than that is read, so that the import can tell.
pub async fn read_files(files: Vec<File>) -> Vec<NamedBytes> {
    let mut read = Vec::with_capacity(files.len());
    for file in files {
        let bytes = read_blob(&file).await.unwrap_or_default();
        read.push(NamedBytes {
            name: Some(file.name()),
            bytes,
        });
    }
    read
}

/// Not gloo's reader: that one leaves the browser's copy of the bytes behind.
pub(super) async fn read_blob(blob: &Blob) -> Option<Vec<u8>> {
    let most = MAX_FILE_BYTES as f64 + 1.0;
    let start = blob.slice_with_f64_and_f64(0.0, most).ok()?;
    let buffer: ArrayBuffer = JsFuture::from(start.array_buffer())
        .await
        .ok()?
        .dyn_into()
        .ok()?;
    let array = Uint8Array::new(&buffer);
    let bytes = array.to_vec();
    array.fill(0, 0, array.length());
    Some(bytes)
}
