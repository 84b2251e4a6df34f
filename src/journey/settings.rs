//! What a journey's sessions are set to: what the form says, with everything that was changed on purpose.

use device_session::HubSettings;
use dps_protocol::registration::Settings;

use super::Journey;
use crate::inputs::Field;
use crate::plan;

impl Journey {
    /// The registration's settings, with everything that was changed on purpose.
    pub fn settings(&self) -> Settings {
        let inputs = &self.inputs;
        let payload = parse_payload(&inputs.payload).ok().flatten();
        let mut settings = Settings::new(
            &inputs.id_scope,
            &inputs.registration_id,
            &inputs.api_version,
            payload.as_ref(),
        );
        let edit = |field| inputs.edits.get(&field).cloned();
        if let Some(client_id) = edit(Field::ClientId) {
            settings.connect.client_id = client_id;
        }
        if let Some(username) = edit(Field::Username) {
            settings.connect.username = username;
        }
        if let Some(password) = edit(Field::Password) {
            settings.connect.password = Some(password.into_bytes());
        }
        if let Some(filter) = edit(Field::Filter) {
            settings.filter = filter;
        }
        if let Some(payload) = edit(Field::RegisterPayload) {
            settings.register_payload = payload.into_bytes();
        }
        settings.register_topic = edit(Field::RegisterTopic);
        settings.poll_topic = edit(Field::PollTopic);
        settings
    }

    /// Takes in what was changed since the connection was opened; what was sent already stays sent.
    pub(super) fn apply_edits(&mut self) {
        let settings = self.settings();
        if let Some(session) = &mut self.dps {
            *session.registration_mut().settings_mut() = settings;
        }
    }

    pub(super) fn hub_settings(&self) -> HubSettings {
        let text = |field| plan::built(&self.inputs, &self.known, field).text;
        let hub = self.known.assigned_hub.clone().unwrap_or_default();
        let device = self.known.device_id.clone().unwrap_or_default();
        let mut settings =
            HubSettings::new(&hub, &device, text(Field::TelemetryPayload).into_bytes());
        settings.client_id = text(Field::HubClientId);
        settings.username = text(Field::HubUsername);
        settings.telemetry.topic = text(Field::TelemetryTopic);
        settings
    }
}

/// The custom payload as typed: nothing, or JSON.
pub(super) fn parse_payload(typed: &str) -> Result<Option<serde_json::Value>, serde_json::Error> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    serde_json::from_slice(typed.as_bytes()).map(Some)
}
