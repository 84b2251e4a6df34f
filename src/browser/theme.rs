//! Light or dark: remembered in this browser, shown by `data-theme` on the root element.

use gloo::storage::{LocalStorage, Storage as _};

const KEY: &str = "dps-playground-theme";

/// What the person chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// Every choice, in the order of the switch.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The name in storage and in `data-theme`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// What was chosen last time. A browser that forbids storage has no last time.
    pub fn stored() -> Self {
        let name: Option<String> = LocalStorage::get(KEY).ok();
        Self::ALL
            .into_iter()
            .find(|theme| Some(theme.as_str()) == name.as_deref())
            .unwrap_or_default()
    }

    /// Shows this theme and remembers it where the browser allows that.
    pub fn choose(self) {
        self.show();
        match self {
            Self::System => LocalStorage::delete(KEY),
            // A full or forbidden storage costs the memory, not the theme.
            Self::Light | Self::Dark => drop(LocalStorage::set(KEY, self.as_str())),
        }
    }

    /// Shows this theme without remembering it.
    pub fn show(self) {
        let root = web_sys::window()
            .and_then(|window| window.document())
            .and_then(|page| page.document_element());
        let Some(root) = root else { return };
        // Neither name can be refused as an attribute.
        let _ = match self {
            Self::System => root.remove_attribute("data-theme"),
            Self::Light | Self::Dark => root.set_attribute("data-theme", self.as_str()),
        };
    }
}
