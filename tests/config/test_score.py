"""[score]: who judges, and the files of a classifier of one's own."""

OWN = '[score]\nscorer = "onnx"\nmodel = "mine.onnx"\ntokenizer = "tokenizer.json"\n'


def with_files(folder):
    made = folder()
    (made / "mine.onnx").write_bytes(b"\x80\xff")
    (made / "tokenizer.json").write_text("{}")
    return made


def test_names_of_scorers_may_hold_a_dash(load):
    assert load('[score]\nscorer = "fan-deep"\n').score.scorer == "fan-deep"
    assert load("").own_model is None


def test_a_classifiers_paths_start_in_the_configurations_folder(load, folder):
    made = with_files(folder)
    own = load(OWN + 'labels = ["positive", "negative"]\n').own_model
    assert (own.model, own.tokenizer) == (made / "mine.onnx", made / "tokenizer.json")
    assert own.labels == ("positive", "negative")


def test_a_classifier_may_come_from_the_environment(load, folder):
    with_files(folder)
    environ = {
        "FANSREACT_SCORE__SCORER": "onnx",
        "FANSREACT_SCORE__MODEL": "mine.onnx",
        "FANSREACT_SCORE__TOKENIZER": "tokenizer.json",
        "FANSREACT_SCORE__LABELS": '["negative", "positive"]',
    }
    assert load("", environ=environ).own_model.labels == ("negative", "positive")


def test_another_model_makes_another_digest(load, folder):
    made = with_files(folder)
    settings = load(OWN)
    before = settings.config_hash(settings.films[0])
    (made / "mine.onnx").write_bytes(b"\x80\xfe")
    assert settings.config_hash(settings.films[0]) != before


def test_all_that_is_wrong_with_a_classifier_is_said_at_once(mistakes, folder):
    found = mistakes('[score]\nscorer = "onnx"\nmodel = "none.onnx"\nlabels = ["neutral", "neutral"]\n')
    assert "fansreact.toml: score.model: 'none.onnx' is no file; paths start in" in found[0]
    assert found[1:] == [
        'fansreact.toml: score.tokenizer: is missing; scorer "onnx" needs the path of a file',
        "fansreact.toml: score.labels: lack a side; name negative and positive",
    ]


def test_labels_that_no_scorer_has_are_mistakes(mistakes):
    assert mistakes('[score]\nlabels = ["good", "negative"]\n') == [
        "fansreact.toml: score.labels[0]: is 'good'; must be one of: negative, neutral, positive"
    ]


def test_other_scorers_leave_a_classifiers_settings_alone(load):
    assert load('[score]\nmodel = "mine.onnx"\nlabels = ["neutral"]\n').own_model is None
