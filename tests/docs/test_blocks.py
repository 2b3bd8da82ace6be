"""Shows that the checks can fail: python3 -m unittest discover --start-directory tests/docs"""

import contextlib
import io
import pathlib
import tempfile
import time
import unittest
import unittest.mock

import deliveries
import links
import run
import verify


def fenced(kind, *lines):
    return "\n".join([f"```{kind}", *lines, "```", ""])


def check(main, text, *words):
    """How a check of a page ends, and what it prints."""
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()) as printed:
        page = pathlib.Path(folder, "page.md")
        page.write_text(text, encoding="utf-8")
        return main([*words, str(page)]), printed.getvalue()


class Checks(unittest.TestCase):
    main = None

    def passes(self, text, *words):
        end, printed = check(type(self).main, text, *words)
        self.assertEqual(0, end, printed)
        return printed

    def fails(self, text, why, *words):
        end, printed = check(type(self).main, text, *words)
        self.assertEqual(1, end, printed)
        self.assertIn(" ... FAILED\n", printed)
        self.assertIn(why, printed)


@unittest.mock.patch.dict("os.environ", LEAH="http://leah.example", KEY="the key")
class Blocks(Checks):
    main = run.main

    def shown(self, kind, written, *shown):
        return fenced("shell", f"echo '{written}'") + "\n" + fenced(kind, *shown)

    def test_what_is_written_is_what_is_shown(self):
        self.passes(self.shown("text", "201 abc", "201 …"))
        self.passes(self.shown("json", '{"b": [1, null], "a": "/api/1"}', '{"a": "/api/…",', '"b": [1, null]}'))

    def test_a_wrong_status(self):
        self.fails(self.shown("text", "404 abc", "200 …"), "line 1: shown is '200 …', written was '404 abc'")

    def test_a_member_that_is_missing_on_either_side(self):
        self.fails(self.shown("json", '{"a": 1}', '{"a": 1, "b": 2}'), "$.b: was not written")
        self.fails(self.shown("json", '{"a": [{"b": 2, "c": 3}]}', '{"a": [{"b": 2}]}'), "$.a[0].c: is not shown")

    def test_a_value_of_another_type(self):
        for written in ('"1"', "true", "null", "1.0", "[1]"):
            self.fails(self.shown("json", written, "1"), "$: shown is 1")
        self.fails(self.shown("json", "null", '"…"'), "$: shown is '…'")

    def test_the_ellipsis_stands_for_something_in_one_line(self):
        self.fails(self.shown("text", "id: ", "id: …"), "written was 'id: '")
        self.fails(self.shown("text", "a\nb", "…"), "lines: 1 shown, 2 written")

    def test_what_is_no_json(self):
        self.fails(self.shown("json", "{", "{}"), "what was written is no JSON")
        self.fails("text\n\n" + fenced("json", '{"a": …}'), "no JSON")

    def test_a_command_that_fails_and_what_follows_it(self):
        self.fails(fenced("shell", "false") + fenced("shell", "true"), "not reached")
        self.fails(fenced("shell", "false | true"), "ended with 1")
        self.fails(fenced("shell", ': "$KEYS"'), "unbound variable")

    def test_output_that_is_not_shown(self):
        self.fails(fenced("shell", "echo a") + "\nBetween.\n" + fenced("text", "a"), "what the page does not show")

    def test_a_kind_that_nobody_runs(self):
        self.fails(fenced("sh", "true"), "nobody runs a block of kind 'sh'")

    def test_one_shell_that_has_an_address_and_a_key(self):
        self.passes(fenced("shell", "A=$LEAH") + self.shown("text", "'\"$A, $KEY\"'", "http://leah.example, the key"))

    def test_what_was_started_ends_and_its_folder_goes(self):
        with tempfile.TemporaryDirectory() as folder:
            mark = pathlib.Path(folder, "mark")
            loop = f"while sleep 0.1; do pwd >{mark}; done &"
            self.passes(fenced("shell", "touch file", loop, f"until [ -s {mark} ]; do sleep 0.1; done"))
            home = pathlib.Path(mark.read_text().strip())
            self.assertFalse(home.exists())
            mark.unlink()
            time.sleep(0.3)
            self.assertFalse(mark.exists())

    @unittest.mock.patch.object(run, "PAGE_SECONDS", 0.2)
    def test_a_page_that_does_not_end(self):
        self.fails(fenced("shell", "sleep 60"), "not done after 0.2 s")


class Samples(Checks):
    main = verify.main
    # One language is tried; another one is missing everywhere.
    languages = {"python": verify.LANGUAGES["python"], "none": ("none", [], ["no-such-interpreter"])}

    def setUp(self):
        patch = unittest.mock.patch.object(verify, "LANGUAGES", self.languages)
        patch.start()
        self.addCleanup(patch.stop)

    def page(self, *lines):
        return fenced("python", *lines) + fenced("none", "")

    def test_one_that_takes_everything(self):
        every = "\n".join(f"    {name}: ends with 0, not 1" for name in deliveries.FALSE)
        self.assertIn("a body that was tampered with", every)
        self.fails(self.page(""), every)

    @unittest.mock.patch.object(verify, "FALSE", {})
    def test_one_that_refuses_everything(self):
        self.fails(self.page("raise SystemExit(1)"), "as Leah sends it: ends with 1, not 0")

    @unittest.mock.patch.object(verify, "FALSE", {})
    def test_one_that_talks(self):
        self.fails(self.page("print('hello')"), "as Leah sends it: ends with 0, not 0 hello")

    def test_one_that_is_not_there(self):
        self.fails(fenced("none", ""), "there is no sample")

    def test_an_interpreter_that_is_missing(self):
        with unittest.mock.patch.object(verify, "verify", return_value=[]):
            self.assertIn("none ... ignored, no-such-interpreter is missing", self.passes(self.page("")))
            self.fails(self.page(""), "no-such-interpreter is missing", "--all")

    def test_the_signature_is_that_of_the_standard_s_example(self):
        example = ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330")
        expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        self.assertEqual(expected, deliveries.signature(*example, b'{"test": 2432232314}'))


class Links(Checks):
    main = links.main

    def test_those_that_lead_somewhere(self):
        headings = "# A `b`, c\n# Twice\n# Twice\n"
        self.passes(headings + "[1](#a-b-c) [2](page.md#twice-1) [3](.) [4](https://leah.example/#x) `[5](none)`")

    def test_a_file_and_a_heading_that_are_not_there(self):
        self.fails("[1](none.md)", "there is no such file")
        self.fails("# Here\n[1](#there)", "there is no such heading")
        self.fails(fenced("shell", "# there") + "[1](page.md#there)", "there is no such heading")
