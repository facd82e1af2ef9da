#!/usr/bin/env python3
"""Opens the server's page in headless Chromium and uses it.

  tests/page/check_server_page.py PROGRAM

PROGRAM is tango-server, here with the tiny cascade of tests/golden. Checked: a text is answered, the threshold moves
who answers, no request leaves the server, the console stays empty, axe finds nothing serious, nothing sticks out on
a phone, light and dark differ, and a key can be given. Screenshots lie in build/page.
"""
import json
import sys
import tempfile
from pathlib import Path

from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from check_page import FAILURES, PHONE, ROOT, check, check_with_axe, start_browser

sys.path.insert(0, str(ROOT / "tests/serving"))
from server import Server, write_keys  # noqa: E402


def wait_for(browser, holds):
    WebDriverWait(browser, 60).until(lambda _: holds())


def tiers(browser):
    return [one.text for one in browser.find_elements(By.CSS_SELECTOR, ".tier")]


def ask(browser, text):
    before = len(browser.find_elements(By.CSS_SELECTOR, "#mix tr"))
    field = browser.find_element(By.ID, "text")
    field.clear()
    field.send_keys(text)
    browser.find_element(By.CSS_SELECTOR, "#form button").click()
    wait_for(browser, lambda: len(tiers(browser)) == 2 and len(browser.find_elements(By.CSS_SELECTOR, "#mix tr"))
             >= max(before, 2))


def move_threshold(browser, value):
    browser.execute_script("const one = document.getElementById('threshold'); one.value = arguments[0];"
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
    check("answers" in move_threshold(browser, 0.5)[0], "at the lowest threshold the first tier answers")
    check("answers" in move_threshold(browser, 1)[1], "at the highest the last one does")
    wait_for(browser, lambda: "requests answered" in browser.find_element(By.ID, "latency").text)
    colours = {}
    for theme in "light", "dark":
        colours[theme] = set_theme(browser, theme)
        browser.save_screenshot(str(shots / f"server-{theme}.png"))
        check_with_axe(browser, theme)
    check(colours["light"] != colours["dark"], "light and dark differ")
    browser.get(server.url + "/docs")
    wait_for(browser, lambda: len(browser.find_elements(By.TAG_NAME, "article")) > 15)
    check_with_axe(browser, "docs")
    for page in "/", "/docs":
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                                {"width": PHONE, "height": 844, "deviceScaleFactor": 2, "mobile": True})
        browser.get(server.url + page)
        wait_for(browser, lambda: browser.execute_script("return document.readyState") == "complete")
        width = browser.execute_script("return document.documentElement.scrollWidth")
        check(width <= PHONE, f"nothing of {page} sticks out on a phone ({width} of {PHONE} pixels)")
    browser.save_screenshot(str(shots / "server-phone.png"))


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
            browser.find_element(By.ID, "key").send_keys("secret")
            ask(browser, "a bad film")
            check(not browser.find_element(By.ID, "problem").text, "with its key it asks")


def main():
    shots = ROOT / "build/page"
    shots.mkdir(parents=True, exist_ok=True)
    browser = start_browser()
    try:
        with Server(sys.argv[1]) as server:
            check_use(browser, server, shots)
            check_outside(browser, server)
        check_key(browser, sys.argv[1])
    finally:
        browser.quit()
    return 1 if FAILURES else 0


if __name__ == "__main__":
    sys.exit(main())
