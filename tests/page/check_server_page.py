#!/usr/bin/env python3
"""Opens the server's page in headless Chromium and uses it.

  tests/page/check_server_page.py PROGRAM

PROGRAM is tango-server, beside tango, here with the tiny cascade of tests/golden. Checked: a text is answered, the
threshold moves who answers, cost, recent latency and the certificate are told, each tier has its threshold, each tier
of several models its row, no request leaves the server, the console stays empty, axe finds nothing serious, nothing
sticks out on a phone, light and dark differ, and a key can be given. Screenshots lie in build/page.
"""
import itertools
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

from check_page import FAILURES, ROOT, WIDTHS, check, check_with_axe, start_browser

sys.path.insert(0, str(ROOT / "tests/serving"))
from server import Server, make_model, write_keys  # noqa: E402


def wait_for(browser, holds):
    WebDriverWait(browser, 60).until(lambda _: holds())


def tiers(browser):
    return [one.text for one in browser.find_elements(By.CSS_SELECTOR, ".tier")]


def text_of(browser, name):
    return browser.find_element(By.ID, name).text


def ask(browser, text, count=2):
    before = len(browser.find_elements(By.CSS_SELECTOR, "#mix tr"))
    field = browser.find_element(By.ID, "text")
    field.clear()
    field.send_keys(text)
    browser.find_element(By.CSS_SELECTOR, "#form button").click()
    wait_for(browser, lambda: len(tiers(browser)) == count and len(browser.find_elements(By.CSS_SELECTOR, "#mix tr"))
             >= max(before, count))


def move_threshold(browser, value):
    browser.execute_script("const one = document.getElementById('threshold-1'); one.value = arguments[0];"
                           "one.dispatchEvent(new Event('input'))", value)
    return tiers(browser)


def set_theme(browser, theme):
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia",
                            {"features": [{"name": "prefers-color-scheme", "value": theme}]})
    return browser.execute_script("return getComputedStyle(document.body).backgroundColor")


def check_use(browser, server, shots):
    browser.get(server.url + "/")
    wait_for(browser, lambda: "tiny-cascade" in browser.title)
    ask(browser, "a good film")
    check("answers" in tiers(browser)[0] or "answers" in tiers(browser)[1], "a tier answers")
    check("answers" in move_threshold(browser, 0.5)[0], "at a low threshold the first tier answers")
    check("answers" in move_threshold(browser, 1)[1], "at the highest the last one does")
    recent = r"In the last \d+ s \d+ texts? w\w+ answered, in [\d.]+ ms each in the mean, 99 %"
    wait_for(browser, lambda: re.search(recent, text_of(browser, "latency")))
    check(re.search(r"This text costs [\d.]+ ms: tiers 1 to 2. The last tier alone costs [\d.]+ ms",
                    text_of(browser, "cost")), "what the text cost is told")
    check("There is no certificate" in text_of(browser, "certificate"), "and that nothing is promised")
    colours = {}
    for theme in "light", "dark":
        colours[theme] = set_theme(browser, theme)
        browser.save_screenshot(str(shots / f"server-{theme}.png"))
        check_with_axe(browser, theme)
    check(colours["light"] != colours["dark"], "light and dark differ")
    browser.get(server.url + "/docs")
    wait_for(browser, lambda: len(browser.find_elements(By.TAG_NAME, "article")) > 15)
    check_with_axe(browser, "docs")
    fields = [one.text for one in browser.find_elements(By.CSS_SELECTOR, "article:first-child dt")]
    check({"inputs (required)", "threshold", "tier", "timeout", "model", "parameters"} <= set(fields),
          f"fields of a request are told {fields}")
    for page in "/", "/docs":
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                                {"width": WIDTHS["phone"], "height": 844, "deviceScaleFactor": 2, "mobile": True})
        browser.get(server.url + page)
        wait_for(browser, lambda: browser.execute_script("return document.readyState") == "complete")
        width = browser.execute_script("return document.documentElement.scrollWidth")
        cells = browser.execute_script("return [...document.querySelectorAll('#now td')].map(one => one.clientHeight)")
        check(len(set(cells)) < 2 or max(cells) < 60, f"no cell of {page} is broken into many lines {cells}")
        check(width <= WIDTHS["phone"], f"nothing of {page} sticks out on a phone, which has {WIDTHS['phone']} pixels: "
                                        f"{width}")
    browser.save_screenshot(str(shots / "server-phone.png"))


def check_several(browser, program, shots):
    """Two models; the one that the page asks has three tiers, and a threshold for each label."""
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                            {"width": 1000, "height": 1500, "deviceScaleFactor": 1, "mobile": False})
    with tempfile.TemporaryDirectory() as folder:
        make_model(Path(folder) / "other")
        make_model(Path(folder) / "first")
        file = Path(folder) / "first/cascade.json"
        cascade = json.loads(file.read_text(encoding="utf8"))
        first, last = cascade["tiers"]
        of_labels = {"negative": 0.61, "positive": 0.72}
        cascade["tiers"] = [first | {"precision": "int8", "threshold": of_labels},
                            last | {"threshold": 0.83}, last]
        file.write_text(json.dumps(cascade), encoding="utf8")
        with Server(program, model=("--models", folder)) as server:
            browser.get(server.url + "/")
            wait_for(browser, lambda: "first" in browser.title)
            at = [one.text for one in browser.find_elements(By.CSS_SELECTOR, "#thresholds output")]
            check(at == ["negative 0.610, positive 0.720", "0.830"], f"each tier has its thresholds {at}")
            ask(browser, "a good film", 3)
            browser.save_screenshot(str(shots / "server-several.png"))
            check(Select(browser.find_element(By.ID, "name")).first_selected_option.text == "first",
                  "of several models the first is asked, where none is the default")
            move_threshold(browser, 0)
            check("answers" in tiers(browser)[0], "a threshold that is moved is one for all labels")
            browser.find_element(By.ID, "own").click()
            check([one.text for one in browser.find_elements(By.CSS_SELECTOR, "#thresholds output")] == at,
                  "the server's own thresholds come back")
            rows = [one.text for one in browser.find_elements(By.CSS_SELECTOR, "#now tr")]
            series = re.findall(r"^tango_tier_answers_total", server.get("/metrics")[1].decode(), re.MULTILINE)
            check(len(rows) == len(series) == len(set(rows)) == 3, f"each tier of each model has its row {rows}")
            Select(browser.find_element(By.ID, "name")).select_by_visible_text("other")
            wait_for(browser, lambda: "other" in browser.title)
            ask(browser, "a good film")
            check(len(browser.find_elements(By.CSS_SELECTOR, "#thresholds input")) == 1, "another model can be asked")


def check_certificate(browser, program):
    """One that stands and is audited, and the same for a cascade that was changed since."""
    with tempfile.TemporaryDirectory() as folder:
        cascade = Path(folder) / "certified"
        make_model(cascade)
        texts = Path(folder) / "texts.txt"
        words = "the a film cast story is was very not good bad great dull".split()
        texts.write_text("".join(" ".join(some) + "\n" for some in itertools.permutations(words, 3)), encoding="utf8")
        subprocess.run([Path(program).with_name("tango"), "calibrate", "--cascade", cascade, "--texts", texts, "--keep",
                        "0.6", "--precision", "fp32"], check=True, capture_output=True)
        flags = "--audit", Path(folder) / "audits", "--audit-rate", "1"
        with Server(program, *flags, model=("--cascade", cascade)) as server:
            server.ask()
            browser.get(server.url + "/")
            wait_for(browser, lambda: re.search("stands: it promises 60.0 % .* Of 1 audited answers [01] differed",
                                                text_of(browser, "certificate")))
        file = cascade / "cascade.json"
        changed = json.loads(file.read_text(encoding="utf8"))
        changed["tiers"][0]["threshold"] = 0.123
        file.write_text(json.dumps(changed), encoding="utf8")
        with Server(program, model=("--cascade", cascade)) as server:
            browser.get(server.url + "/")
            wait_for(browser, lambda: "The certificate is void" in text_of(browser, "certificate"))
            check(True, "a certificate that stands, and one that is void, are told")


def check_outside(browser, server):
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    urls = [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]
    outside = [url for url in urls if not url.startswith((server.url, "data:"))]
    check(not outside, f"no request but to the server {outside}")
    log = [entry["message"] for entry in browser.get_log("browser")]
    check(not log, f"the console stays empty {log}")


def check_key(browser, program):
    with tempfile.TemporaryDirectory() as folder:
        keys = write_keys(Path(folder) / "keys", "secret")
        with Server(program, "--api-keys", keys) as server:
            browser.get(server.url + "/")
            wait_for(browser, lambda: browser.find_element(By.ID, "key").is_displayed())
            problem = browser.find_element(By.ID, "problem")
            check(problem.text == "This server asks for a key.", f"without a key it says so: {problem.text}")
            browser.find_element(By.ID, "key").send_keys("wrong")
            browser.find_element(By.CSS_SELECTOR, "#form button").click()
            wait_for(browser, lambda: problem.text == "The server does not know this key.")
            browser.find_element(By.ID, "key").clear()
            browser.find_element(By.ID, "key").send_keys("secret")
            ask(browser, "a bad film")
            check(not problem.text, "with its key it asks")
            browser.find_element(By.ID, "text").clear()
            browser.find_element(By.CSS_SELECTOR, "#form button").click()
            wait_for(browser, lambda: problem.text == "There is no text to ask about.")
            check(not tiers(browser), "and the answer of another text is gone")


def main():
    shots = ROOT / "build/page"
    shots.mkdir(parents=True, exist_ok=True)
    browser = start_browser()
    try:
        with Server(sys.argv[1]) as server:
            check_use(browser, server, shots)
            check_outside(browser, server)
        check_several(browser, sys.argv[1], shots)
        check_certificate(browser, sys.argv[1])
        check_key(browser, sys.argv[1])
    finally:
        browser.quit()
    return 1 if FAILURES else 0


if __name__ == "__main__":
    sys.exit(main())
