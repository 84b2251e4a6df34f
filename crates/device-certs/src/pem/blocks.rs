//! PEM blocks among other text.
