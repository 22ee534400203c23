// The pages of Oma work without this file. It makes leaving quicker, brings new
// messages, and holds a form back until there is a network.
(() => {
	"use strict";
	const exit = document.querySelector("[data-exit]");
	const signOut = document.getElementById("sign-out");
	const body = document.body;

	// Leave: nothing to see at once, nothing to come back to, the session over.
	const leave = () => {
		document.documentElement.hidden = true;
		if (signOut) navigator.sendBeacon("/sign-out", new URLSearchParams(new FormData(signOut)));
		location.replace(exit.href);
	};
	exit.addEventListener("click", (event) => {
		event.preventDefault();
		leave();
	});
	let presses = [];
	addEventListener("keydown", (event) => {
		if (event.key !== "Escape") {
			presses = [];
			return;
		}
		presses = [...presses, event.timeStamp].filter((at) => event.timeStamp - at < 3000);
		if (presses.length < 3) return;
		event.preventDefault(); // else the browser takes Esc as "stop loading" and stops the leaving
		leave();
	});
	// A page that a browser brings back from its memory is asked for again.
	addEventListener("pageshow", (event) => {
		if (event.persisted) location.reload();
	});

	// A page that was left alone shows nothing any more.
	const idle = Number(body.dataset.idle) * 1000;
	const since = Date.now();
	const end = () => {
		document.documentElement.hidden = true;
		location.replace("/?over=1");
	};
	if (idle) {
		setTimeout(end, idle + 2000);
		document.addEventListener("visibilitychange", () => {
			if (!document.hidden && Date.now() - since > idle) end();
		});
	}

	// What a message tells of shows on the page too. The header says that the page
	// asks by itself: that keeps nobody signed in.
	const parts = document.getElementById("parts");
	const refresh = async () => {
		const answer = await fetch("/", {headers: {"HX-Request": "true"}}).catch(() => null);
		const text = answer?.ok ? await answer.text() : "";
		const now = new DOMParser().parseFromString(text, "text/html").getElementById("parts");
		if (now && !parts.contains(document.activeElement)) parts.innerHTML = now.innerHTML;
	};

	// Messages come by themselves.
	const list = document.querySelector("[data-live]");
	if (list) {
		const stream = new EventSource(list.dataset.live);
		stream.addEventListener("messages", (event) => {
			const open = list.querySelector("details[open]");
			const held = list.contains(document.activeElement);
			list.innerHTML = event.data;
			if (open) list.querySelector("details")?.setAttribute("open", "");
			if (held) list.focus();
			document.getElementById("news").textContent = list.querySelector("[data-news]")?.textContent ?? "";
			for (const pause of [0, 2000, 10000]) setTimeout(refresh, pause); // what a service shows may lag behind what it tells
		});
		stream.addEventListener("over", () => {
			stream.close();
			end();
		});
	}

	// A form is sent once, and not into nowhere.
	addEventListener("submit", (event) => {
		const form = event.target;
		if (form.dataset.sent) {
			event.preventDefault();
		} else if (navigator.onLine) {
			form.dataset.sent = "yes";
		} else {
			event.preventDefault();
			hold(form, event.submitter);
		}
	});
	addEventListener("pagehide", () => {
		for (const form of document.forms) delete form.dataset.sent;
	});

	let release = null; // sends the form that waits
	const hold = (form, button) => {
		const note = form.querySelector(".waiting") ?? form.appendChild(document.createElement("p"));
		note.className = "waiting";
		note.setAttribute("role", "status");
		note.textContent = body.dataset.waiting;
		release = () => form.requestSubmit(button);
	};
	addEventListener("online", () => {
		release?.();
		release = null;
	});
})();
