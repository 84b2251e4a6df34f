//! The page without its looks: a journey and an engine, tied together as the workbench does.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use dps_playground_page::browser::clock;
use dps_playground_page::browser::engine::Engine;
use dps_playground_page::inputs::Inputs;
use dps_playground_page::journey::{
    Effect, Event, Journey, LinkEvent, LinkId, Purpose, StepState, Target,
};
use dps_playground_page::lesson::StepId;
use dps_playground_page::material::Material;
use futures::StreamExt as _;
use futures::channel::mpsc::{UnboundedReceiver, unbounded};
use gloo::timers::callback::Timeout;
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// A page whose journey runs by itself.
pub(crate) struct Page {
    pub(crate) journey: Rc<RefCell<Journey>>,
    pub(crate) engine: Engine,
    handled: UnboundedReceiver<()>,
    _known_to_itself: Rc<OnceCell<Engine>>,
}

impl Page {
    pub(crate) fn open() -> Self {
        let journey = Rc::new(RefCell::new(Journey::new(clock::opened_unix_secs())));
        let engine = Rc::new(OnceCell::<Engine>::new());
        let (tell, handled) = unbounded();
        let (its_journey, its_engine) = (Rc::clone(&journey), Rc::downgrade(&engine));
        let made = Engine::new(move |event| {
            let Some(engine) = its_engine.upgrade() else {
                return;
            };
            let engine = engine.get().unwrap();
            let effects = its_journey.borrow_mut().handle(engine.now(), event);
            engine.carry_out(effects);
            engine.wake_at(its_journey.borrow().wake_at());
            let _ = tell.unbounded_send(());
        });
        let _ = engine.set(made.clone());
        Self {
            journey,
            engine: made,
            handled,
            _known_to_itself: engine,
        }
    }

    /// Runs until a step is done or the run has stopped.
    pub(crate) async fn run(
        &mut self,
        inputs: &Inputs,
        material: Option<&Material>,
        until: StepId,
    ) {
        let effects = self
            .journey
            .borrow_mut()
            .go(self.engine.now(), inputs, material, until);
        self.engine.carry_out(effects);
        self.engine.wake_at(self.journey.borrow().wake_at());
        while self.journey.borrow().is_running() {
            self.handled.next().await;
        }
    }

    /// The state of a step, for people.
    pub(crate) fn state(&self, step: StepId) -> StepState {
        self.journey.borrow().step(step).clone()
    }

    #[track_caller]
    pub(crate) fn assert_finished(&self, step: StepId) {
        let state = self.state(step);
        assert!(
            matches!(state, StepState::Done { .. } | StepState::Warned { .. }),
            "{step:?}: {state:?}"
        );
    }
}

/// An engine whose events are taken one by one.
pub(crate) struct Bench {
    pub(crate) engine: Engine,
    events: UnboundedReceiver<Event>,
}

impl Bench {
    pub(crate) fn new() -> Self {
        let (tell, events) = unbounded();
        let engine = Engine::new(move |event| {
            let _ = tell.unbounded_send(event);
        });
        Self { engine, events }
    }

    pub(crate) async fn next(&mut self) -> Event {
        self.events.next().await.expect("the engine lives")
    }

    /// The next piece of news, which must be of this connection.
    pub(crate) async fn news(&mut self, expected: LinkId) -> LinkEvent {
        match self.next().await {
            Event::Link(link, news) if link == expected => news,
            other => panic!("{other:?}"),
        }
    }

    /// The news after all progress.
    pub(crate) async fn news_after_progress(&mut self, expected: LinkId) -> LinkEvent {
        loop {
            let news = self.news(expected).await;
            if !matches!(news, LinkEvent::Progress(_)) {
                return news;
            }
        }
    }

    /// Whatever was on its way has arrived, and it was nothing.
    pub(crate) async fn assert_silent(&mut self) {
        let (tell, ticked) = futures::channel::oneshot::channel();
        let timer = Timeout::new(50, move || {
            let _ = tell.send(());
        });
        ticked.await.unwrap();
        drop(timer);
        if let Ok(event) = self.events.try_recv() {
            panic!("{event:?}");
        }
    }

    pub(crate) fn open(&self, link: LinkId, target: Target, chain: Vec<Vec<u8>>) {
        self.engine.carry_out(vec![Effect::Open {
            link,
            purpose: Purpose::Dps,
            target,
            server_name: "device.example".to_owned(),
            trust: dps_playground_page::inputs::ServerTrust::Fitting,
            chain,
            recording: false,
        }]);
    }
}

/// Stands in for something of the browser's while it lives; what it stands in for is written in JavaScript.
pub(crate) struct Script(JsValue);

impl Script {
    pub(crate) fn install(source: &str) -> Self {
        Self(js_sys::eval(source).expect("a script"))
    }

    pub(crate) fn call(&self, name: &str, arguments: &[JsValue]) -> JsValue {
        let function: Function = Reflect::get(&self.0, &name.into())
            .unwrap()
            .unchecked_into();
        function
            .apply(&self.0, &arguments.iter().collect::<Array>())
            .expect(name)
    }

    pub(crate) async fn settled(&self, name: &str) -> JsValue {
        let promise: Promise = self.call(name, &[]).unchecked_into();
        JsFuture::from(promise).await.unwrap()
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        self.call("restore", &[]);
    }
}

/// Longer than any test needs.
pub(crate) const LATER: Duration = Duration::from_secs(3600);
