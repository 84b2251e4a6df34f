use super::*;
use crate::explain::tests::{NOW, certificate, factory_chain, material};
use crate::inputs::Inputs;
use crate::material::Material;

fn context<'a>(inputs: &'a Inputs, material: Option<&'a Material>) -> Context<'a> {
    Context {
        step: StepId::Register,
        inputs,
        material,
        now_unix_secs: Some(NOW),
    }
}

#[test]
fn nothing_is_suspected_of_a_proper_run() {
    let material = material(factory_chain("Press-17"));
    let inputs = Inputs::default();
    let context = context(&inputs, Some(&material));
    assert_eq!(edited(&context, Field::ALL), []);
    assert_eq!(id_scope(&context), None);
    assert_eq!(leaf(&context), [], "upper and lower case do not count");
    assert_eq!(chain(&context), []);
    assert_eq!(practice_enrolment(&context), None);
    assert_eq!(key(&context), None);
}

#[track_caller]
fn check_scope(place: Place, id_scope: &str, expected: Option<&str>) {
    let inputs = Inputs {
        place,
        id_scope: id_scope.to_owned(),
        ..Inputs::default()
    };
    let found = super::id_scope(&context(&inputs, None)).map(|suspect| suspect.why);
    assert_eq!(found.as_deref(), expected);
}

#[test]
fn an_id_scope_is_compared_with_the_place() {
    check_scope(Place::InPage, PRACTICE_ID_SCOPE, None);
    check_scope(
        Place::InPage,
        "0ne00111111",
        Some("The practice service has the ID scope `0ne00C0FFEE`, and you sent `0ne00111111`."),
    );
    check_scope(Place::Azure(Cloud::Public), "0ne00111111", None);
    check_scope(
        Place::Azure(Cloud::Public),
        "0ne00111111\n",
        Some("The ID scope contains a space or a line break."),
    );
    check_scope(Place::Azure(Cloud::China), "0cn00111111", None);
    check_scope(
        Place::Azure(Cloud::Public),
        "0cn00111111",
        Some(
            "`0cn00111111` looks like a scope of the cloud in China: those are reported to start with `0cn`.",
        ),
    );
}

#[test]
fn a_self_signed_leaf_has_no_ca_above_it() {
    let material = material(vec![certificate("press-17", 3, None, false)]);
    let inputs = Inputs::default();
    let found = chain(&context(&inputs, Some(&material)));
    assert_eq!(
        found[0].why,
        "The certificate is **self-signed**, so no CA stands above it. It suits an individual enrolment only."
    );
}

#[test]
fn an_emptied_field_is_called_so() {
    let mut inputs = Inputs::default();
    inputs.edits.insert(Field::Username, String::new());
    assert_eq!(
        edited(&context(&inputs, None), &[Field::Username, Field::ClientId]),
        [Suspect::new(
            "The **username** was emptied on purpose.",
            "Set the username back to what the page builds."
        )]
    );
}
