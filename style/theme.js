// The theme that was chosen last time, before the first paint. src/browser/theme.rs writes it.
try {
  const theme = JSON.parse(localStorage.getItem("dps-playground-theme"));
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // No storage: the system's theme it is.
}
