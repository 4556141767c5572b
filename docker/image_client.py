"""A Jupyter server in the container, started as the container starts it, and used as a browser uses it."""
import asyncio
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

ENTRYPOINT = json.loads(os.environ["ENTRYPOINT"])  # the image's own


def listens(port):
    with socket.socket() as s:
        return s.connect_ex(("127.0.0.1", port)) == 0


class Server:
    """ready is what it prints once it can be used; its groups are the address and the token."""

    def __init__(self, *options, ready=r"http://127\.0\.0\.1:(\d+)(/\S*?)lab\S*\?token=(\w+)", env={}):
        self.log = pathlib.Path(tempfile.mkdtemp(), "log")
        start = time.time()
        with open(self.log, "w") as log:
            self.process = subprocess.Popen([*ENTRYPOINT, *options], stdout=log, stderr=log, env={**os.environ, **env},
                                            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))  # a shell's background ignores it
        while not (found := re.search(ready, self.log.read_text())):
            assert self.process.poll() is None, f"the server ended with status {self.process.returncode}:\n{self.log.read_text()}"
            assert time.time() - start < 60, f"the server is not ready within a minute:\n{self.log.read_text()}"
            time.sleep(0.1)
        port, self.base, self.token = found.groups()
        self.host = f"127.0.0.1:{port}"
        while not listens(int(port)):  # it prints its address a moment before
            assert self.process.poll() is None and time.time() - start < 60, f"it does not listen:\n{self.log.read_text()}"
            time.sleep(0.1)
        self.seconds = time.time() - start

    def get(self, path, token="", data=None):
        """The status, and the text."""
        headers = {"Authorization": "token " + token} if token else {}
        body = json.dumps(data).encode() if data else None
        request = urllib.request.Request(f"http://{self.host}{self.base}{path}", body, headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as e:
            return e.code, e.read().decode()
        except urllib.error.URLError as e:
            raise AssertionError(f"{path} is not answered ({e.reason}):\n{self.log.read_text()}")

    def stop(self, how=signal.SIGTERM):
        """As `docker stop` does; with SIGINT as Ctrl-C does. Returns the seconds that it took."""
        start = time.time()
        self.process.send_signal(how)
        self.process.wait(timeout=30)
        return time.time() - start


class Kernel:
    """The notebook's kernel, started through the server."""

    def __init__(self, server, path):
        status, text = server.get("api/sessions", server.token, {"path": path, "name": path, "type": "notebook", "kernel": {"name": "nnbook"}})
        assert status == 201, f"no kernel for {path}: {status} {text}"
        kernel = json.loads(text)["kernel"]["id"]
        self.session = uuid.uuid4().hex
        request = HTTPRequest(f"ws://{server.host}{server.base}api/kernels/{kernel}/channels?session_id={self.session}",
                              headers={"Authorization": "token " + server.token})
        self.loop = asyncio.new_event_loop()
        self.socket = self.await_(websocket_connect, request, max_message_size=1 << 28)

    def await_(self, ask, *args, timeout=300, **options):
        """What a function of the websocket gives, awaited in the websocket's loop."""
        async def inside():
            return await asyncio.wait_for(ask(*args, **options), timeout)
        return self.loop.run_until_complete(inside())

    def read(self):
        return json.loads(self.await_(self.socket.read_message))

    def send(self, code):
        name = uuid.uuid4().hex
        header = {"msg_id": name, "msg_type": "execute_request", "version": "5.3", "session": self.session, "username": "", "date": ""}
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False, "stop_on_error": True}
        message = {"header": header, "parent_header": {}, "metadata": {}, "channel": "shell", "buffers": [], "content": content}
        self.await_(self.socket.write_message, json.dumps(message))
        return name

    def run(self, code):
        """What a cell printed, its HTML outputs, and its seconds. A cell that fails, fails the check."""
        start, name = time.time(), self.send(code)
        text, pages, replied, idle = "", [], False, False
        while not (replied and idle):
            message = self.read()
            if message["parent_header"].get("msg_id") != name:
                continue
            kind, content = message["msg_type"], message["content"]
            replied |= kind == "execute_reply"
            idle |= kind == "status" and content["execution_state"] == "idle"
            text += content["text"] if kind == "stream" else ""
            if kind in ("display_data", "update_display_data"):
                pages.append(content["data"].get("text/html", ""))
            assert kind != "error", f"a cell failed ({content['evalue']}):\n{code}\n{text}\n" + "\n".join(pages)
        return text, pages, time.time() - start
