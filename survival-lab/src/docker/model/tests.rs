use super::*;

fn scenario() -> Model {
    Model(json!({
        "name": "survival",
        "networks": {"default": {"name": "survival_default", "ipam": {}}},
        "services": {
            "app": {
                "build": {"context": "."},
                "container_name": "feedback-app",
                "depends_on": {"postgres": {"condition": "service_healthy"}},
                "image": "feedback-app",
                "networks": {"default": null},
                "ports": [{"mode": "ingress", "target": 80, "published": "3000"}],
                "tmpfs": ["/tmp:size=1m"],
                "volumes": [
                    {"type": "bind", "source": "/home/somebody/feedback", "target": "/app/feedback"},
                    {"type": "volume", "target": "/anonymous"},
                ],
            },
            "postgres": {
                "image": "postgres:17",
                "ports": [{"target": 5432, "published": "5432"}],
                "volumes": [{"type": "volume", "source": "data", "target": "/data"}],
            },
        },
        "volumes": {"data": {"name": "survival_data"}, "pinned": {"name": "precious"}},
    }))
}

fn placed() -> (Value, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let placement = Placement {
        host_ip: "127.0.0.1".into(),
        port: 20_001,
        folder: folder.path().into(),
        label: ("lab".into(), "7".into()),
    };
    (scenario().placed(&placement).unwrap().0, folder)
}

#[test]
fn the_app_is_the_service_that_publishes_and_the_backend_the_one_it_needs() {
    let mut model = scenario();
    assert_eq!(model.backend(), Some("postgres"));
    model.0["services"]["postgres"]["ports"] = json!([]);
    assert_eq!(model.app().unwrap(), "app");
}

#[test]
fn a_copy_touches_no_folder_volume_or_name_of_the_original() {
    let (copy, folder) = placed();
    let text = copy.to_string();
    for foreign in ["/home/somebody", "\"precious\"", "container_name", "survival_data", "5432"] {
        assert!(!text.contains(foreign), "{foreign} in {text}");
    }
    let source = copy["services"]["app"]["volumes"][0]["source"].as_str().unwrap();
    assert!(Path::new(source).starts_with(folder.path()) && Path::new(source).is_dir());
}

#[test]
fn a_copy_publishes_the_app_alone_at_its_own_port() {
    let (copy, _folder) = placed();
    let ports = &copy["services"]["app"]["ports"];
    assert_eq!(ports[0]["published"], "20001");
    assert_eq!(ports[0]["host_ip"], "127.0.0.1");
    assert_eq!(ports[0]["target"], 80);
}

#[test]
fn everything_of_a_copy_has_its_label() {
    let (copy, _folder) = placed();
    for path in ["/services/app", "/services/postgres", "/volumes/data", "/networks/default"] {
        assert_eq!(copy.pointer(path).unwrap()["labels"]["lab"], "7", "{path}");
    }
}

#[test]
fn mounts_of_both_spellings_are_listed() {
    let kinds: Vec<_> = scenario().mounts("app").into_iter().map(|m| (m.kind, m.target)).collect();
    let expected = [("bind", "/app/feedback"), ("volume", "/anonymous"), ("tmpfs", "/tmp")];
    assert_eq!(kinds, expected.map(|(kind, target)| (kind.to_owned(), target.to_owned())));
}
