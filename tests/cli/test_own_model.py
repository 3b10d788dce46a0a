"""A classifier of one's own, from the configuration to the scores."""

from scorers import tiny_model


def test_the_configured_model_is_evaluated_and_others_beside_it(run, config_dir, tmp_path):
    model, tokenizer = tiny_model.write(config_dir)
    settings = config_dir / "fansreact.toml"
    own = f'\n[score]\nscorer = "onnx"\nmodel = "{model.name}"\ntokenizer = "{tokenizer.name}"\n'
    settings.write_text(settings.read_text(encoding="utf-8") + own, encoding="utf-8")
    labels = tmp_path / "labels.csv"
    labels.write_text("text,label\npeak,positive\nmid,negative\nout,neutral\n", encoding="utf-8")

    ran = run("evaluate", str(labels), "--json")

    assert ran.json["accuracy"] == 1.0
    assert ran.json["scorer"].startswith("onnx/1+")
    assert run("evaluate", str(labels), "--scorer", "textblob", "--json").json["scorer"] == "textblob/2"


def test_a_broken_model_is_exit_2_and_one_line(run, config_dir, tmp_path):
    model, tokenizer = tiny_model.write(config_dir)
    model.write_bytes(b"half a file")
    settings = config_dir / "fansreact.toml"
    own = f'\n[score]\nscorer = "onnx"\nmodel = "{model.name}"\ntokenizer = "{tokenizer.name}"\n'
    settings.write_text(settings.read_text(encoding="utf-8") + own, encoding="utf-8")
    labels = tmp_path / "labels.csv"
    labels.write_text("text,label\npeak,positive\n", encoding="utf-8")

    ran = run("evaluate", str(labels))

    assert ran.code == 2
    assert "can't be read as an ONNX model" in ran.err
    assert "Traceback" not in ran.err
