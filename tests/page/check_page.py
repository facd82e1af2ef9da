#!/usr/bin/env python3
"""Opens a report's page in headless Chromium and checks what a reader relies on.

  tests/page/check_page.py PROGRAM

PROGRAM is tango; a small report of the tiny cascade of tests/golden is made with it. Checked: no request leaves the
file, the console stays empty, the slider starts at the deployed threshold and moves a dot on every chart that has one,
axe finds nothing serious; at three widths nothing sticks out, charts fill their cards, and a table that scrolls says
so; light and dark differ, and paper is white. Screenshots lie in build/page.
"""
import base64
import importlib.resources
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.support.ui import WebDriverWait

ROOT = Path(__file__).resolve().parents[2]
WIDTHS = {"wide": 1440, "tablet": 820, "phone": 390}
FAILURES = []


def check(holds, what):
    print(("ok      " if holds else "FAILED  ") + what)
    if not holds:
        FAILURES.append(what)


def make_report(program, directory):
    rows = [f"{subject} {verdict}\t{label}" for subject in ("the film", "the cast", "this story", "the music")
            for verdict, label in (("is wonderful", "positive"), ("is dull", "negative"),
                                   ("is a waste of time", "negative"), ("made me smile", "positive"))]
    texts = directory / "texts.tsv"
    texts.write_text("sentence\tlabel\n" + "\n".join(rows) + "\n", encoding="utf8")
    results = directory / "results.json"
    subprocess.run([program, "evaluate", "--cascade", ROOT / "tests/golden/tiny-cascade", "--input", texts, "--sweep",
                    "--repeats", "2", "--online", "0.05", "--with-texts", "--quiet", "--output", results], check=True)
    subprocess.run([program, "report", results, "--core-price", "0.1", "--texts-per-month", "1e6",
                    "--output", directory / "report"],
                   check=True)
    return directory / "report"


def start_browser():
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1280,1000"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(options=options, service=webdriver.ChromeService("/usr/bin/chromedriver"))


def charts(browser):
    return browser.execute_script(
        "return Object.fromEntries([...document.querySelectorAll('.chart')].map(one => [one.id, one.innerHTML]))")


def wait_for_charts(browser):
    WebDriverWait(browser, 60).until(lambda _: all("<svg" in drawn for drawn in charts(browser).values()))
    browser.execute_async_script("setTimeout(arguments[0], 500)")


def slide_to(browser, place):
    browser.execute_async_script(
        "const slider = document.getElementById('place'); slider.value = arguments[0];"
        "slider.dispatchEvent(new Event('input')); setTimeout(arguments[1], 500)", place)
    return charts(browser)


def check_network(browser):
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    requested = [event["params"]["request"]["url"] for event in events
                 if event["method"] == "Network.requestWillBeSent"]
    outside = [url for url in requested if not url.startswith(("file:", "data:", "blob:"))]
    check(not outside, f"no request but of the file itself {outside}")


def check_slider(browser, report):
    start = browser.execute_script("return document.getElementById('there').textContent")
    check(start.startswith("Threshold") and ", as deployed:" in start, f"the slider starts at the deployed threshold ({start})")
    last = int(browser.execute_script("return document.getElementById('place').max"))
    check(last > 0, "the slider has places to go")
    left, right = slide_to(browser, 0), slide_to(browser, last)
    for section in json.loads((report / "report.json").read_text(encoding="utf8"))["sections"]:
        for figure in section["figures"]:
            if "place" in json.dumps(figure["specification"].get("params", [])):
                check(left[figure["file"]] != right[figure["file"]], f"the slider moves a dot on {figure['file']}")


def check_with_axe(browser, theme):
    source = importlib.resources.files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf8")
    browser.execute_script(source)
    found = browser.execute_async_script("axe.run().then(arguments[0])")
    serious = [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found["violations"]
               if one["impact"] in ("serious", "critical")]
    check(not serious, f"axe finds nothing serious, {theme} {serious}")


def set_theme(browser, theme):
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia",
                            {"features": [{"name": "prefers-color-scheme", "value": theme}]})
    wait_for_charts(browser)
    return browser.execute_script("return getComputedStyle(document.body).backgroundColor")


def check_width(browser, report, name, shots):
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                            {"width": WIDTHS[name], "height": 1000, "deviceScaleFactor": 1, "mobile": name == "phone"})
    browser.get((report / "index.html").as_uri())
    wait_for_charts(browser)
    width = browser.execute_script("return document.documentElement.scrollWidth")
    check(width <= WIDTHS[name], f"{name}: nothing sticks out ({width} of {WIDTHS[name]} pixels)")
    narrow = browser.execute_script(
        "return [...document.querySelectorAll('.chart')].filter(one => one.querySelector('svg').clientWidth < "
        "0.9 * one.clientWidth).map(one => one.id)")
    check(not narrow, f"{name}: charts fill their cards {narrow}")
    silent = browser.execute_script(
        "return [...document.querySelectorAll('.wide')].filter(one => (one.scrollWidth > one.clientWidth + 1) === "
        "one.nextElementSibling.hidden).map(one => one.getAttribute('aria-label'))")
    check(not silent, f"{name}: tables that scroll say so, others do not {silent}")
    for theme in ("light", "dark"):
        set_theme(browser, theme)
        height = min(browser.execute_script("return document.documentElement.scrollHeight"), 15000)
        shot = browser.execute_cdp_cmd("Page.captureScreenshot", {
            "captureBeyondViewport": True,
            "clip": {"x": 0, "y": 0, "width": WIDTHS[name], "height": height, "scale": 1}})
        (shots / f"{name}-{theme}.png").write_bytes(base64.b64decode(shot["data"]))


def check_print(browser, shots):
    """As a reader with the dark theme prints it."""
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia",
                            {"media": "print", "features": [{"name": "prefers-color-scheme", "value": "dark"}]})
    paper, ink, slider = browser.execute_script(
        "const style = getComputedStyle(document.body);"
        "return [style.backgroundColor, style.color, getComputedStyle(document.getElementById('slider')).display]")
    check((paper, ink) == ("rgb(255, 255, 255)", "rgb(0, 0, 0)"), f"paper is white, ink black ({paper}, {ink})")
    check(slider == "none", "what can't be slid is not printed")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    printed = browser.execute_cdp_cmd("Page.printToPDF", {"printBackground": True, "preferCSSPageSize": True})
    (shots / "print.pdf").write_bytes(base64.b64decode(printed["data"]))


def main():
    shots = ROOT / "build/page"
    shots.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as directory:
        report = make_report(sys.argv[1], Path(directory))
        browser = start_browser()
        try:
            browser.get((report / "index.html").as_uri())
            wait_for_charts(browser)
            check(len(charts(browser)) >= 8, "the charts are drawn")
            check_slider(browser, report)
            colours = {}
            for theme in ("light", "dark"):
                colours[theme] = set_theme(browser, theme)
                check_with_axe(browser, theme)
            check(colours["light"] != colours["dark"], "light and dark differ")
            for name in WIDTHS:
                check_width(browser, report, name, shots)
            check_print(browser, shots)
            check_network(browser)
            log = [entry["message"] for entry in browser.get_log("browser")]
            check(not log, f"the console stays empty {log}")
        finally:
            browser.quit()
    return 1 if FAILURES else 0


if __name__ == "__main__":
    sys.exit(main())
