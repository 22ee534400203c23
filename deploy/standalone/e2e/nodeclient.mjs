// The official Node.js client against a history node: each step prints its name
// when it holds, and the first that does not ends the program.
//
//   node nodeclient.mjs CONNECTION-STRING FOLDER-OF-THE-CLIENT'S-PACKAGE.JSON
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import path from "node:path";

const [, , address, folder] = process.argv;
const db = createRequire(path.resolve(folder, "package.json"))("@eventstore/db-client");
const { EventStoreDBClient, jsonEvent, binaryEvent, START, END, FORWARDS, BACKWARDS, NO_STREAM, STREAM_EXISTS, ANY } = db;

const client = EventStoreDBClient.connectionString(address);
const event = (n) => jsonEvent({ type: `thing-${n}`, data: { n }, metadata: { by: "test" } });

async function read(stream, options) {
  const got = [];
  for await (const { event } of client.readStream(stream, options)) got.push(Number(event.revision));
  return got;
}

// fails asserts that work ends with an error of that type.
async function fails(work, type) {
  await assert.rejects(work, (error) => {
    assert.equal(error.type, type, error);
    return true;
  });
}

// listen gathers what a subscription tells, and lets one wait for so many.
function listen(subscription) {
  const told = [];
  let wake = () => {};
  subscription.on("data", ({ event }) => {
    told.push(`${event.streamId}@${event.revision}`);
    wake();
  });
  return async (count) => {
    while (told.length < count) await new Promise((resolve) => (wake = resolve));
    return told;
  };
}

const steps = {
  "appends in one batch, and again": async () => {
    const events = [event(0), event(1), event(2)];
    const first = await client.appendToStream("case-1", events, { expectedRevision: NO_STREAM });
    assert.equal(first.nextExpectedRevision, 2n);
    const again = await client.appendToStream("case-1", events, { expectedRevision: NO_STREAM });
    assert.deepEqual(again.position, first.position);
  },
  "appends many at once, each answered by itself": async () => {
    const all = await Promise.all(
      Array.from({ length: 200 }, (_, n) => client.appendToStream(`many-${n % 7}`, event(n), { expectedRevision: ANY }))
    );
    assert.equal(new Set(all.map((one) => one.position.commit)).size, 200);
  },
  "appends in several messages": async () => {
    const events = Array.from({ length: 50 }, () => binaryEvent({ type: "bytes", data: Buffer.alloc(10_000, 7) }));
    const done = await client.appendToStream("long", events, { batchAppendSize: 40_000 });
    assert.equal(done.nextExpectedRevision, 49n);
  },
  "is refused at a wrong revision, and when it is too large": async () => {
    await fails(client.appendToStream("case-1", event(9), { expectedRevision: 0n }), "wrong-expected-version");
    const soft = await client.appendToStream("case-1", event(9), { expectedRevision: 7n }).catch((error) => error);
    assert.equal(soft.actualVersion, 2n);
    const large = binaryEvent({ type: "large", data: Buffer.alloc(1 << 20) });
    await fails(client.appendToStream("case-1", large), "maximum-append-size-exceeded");
  },
  "reads both ways, and what was appended": async () => {
    assert.deepEqual(await read("case-1", { direction: FORWARDS, fromRevision: START }), [0, 1, 2]);
    assert.deepEqual(await read("case-1", { direction: BACKWARDS, fromRevision: END, maxCount: 2 }), [2, 1]);
    for await (const { event } of client.readStream("case-1", { fromRevision: 1n, maxCount: 1 })) {
      assert.deepEqual([event.data, event.metadata, event.type, event.isJson], [{ n: 1 }, { by: "test" }, "thing-1", true]);
      assert.ok(Math.abs(Date.now() - event.created) < 600_000);
    }
    await fails(read("never", {}), "stream-not-found");
    let all = 0;
    for await (const _ of client.readAll({ direction: BACKWARDS, fromPosition: END })) all++;
    assert.equal(all, 253);
  },
  "sets metadata, and reads obey it": async () => {
    await client.setStreamMetadata("case-1", { maxCount: 2, acl: { readRoles: ["a"] }, mine: 1 });
    assert.deepEqual(await read("case-1", {}), [1, 2]);
    const { metadata } = await client.getStreamMetadata("case-1");
    assert.deepEqual([metadata.maxCount, metadata.mine, metadata.acl.readRoles], [2, 1, ["a"]]);
    await client.setStreamMetadata("case-1", { truncateBefore: 1 });
    assert.deepEqual(await read("case-1", {}), [1, 2]);
  },
  "deletes, and begins again": async () => {
    await fails(client.deleteStream("case-1", { expectedRevision: 0n }), "wrong-expected-version");
    const done = await client.deleteStream("case-1", { expectedRevision: 2n });
    assert.ok(done.position.commit > 0n);
    await fails(read("case-1", {}), "stream-not-found");
    await fails(client.appendToStream("case-1", event(9), { expectedRevision: STREAM_EXISTS }), "stream-deleted");
    const again = await client.appendToStream("case-1", event(3), { expectedRevision: NO_STREAM });
    assert.equal(again.nextExpectedRevision, 3n);
    assert.deepEqual(await read("case-1", {}), [3]);
  },
  "ends a stream for good": async () => {
    await client.appendToStream("case-2", event(0));
    await client.tombstoneStream("case-2");
    await fails(read("case-2", {}), "stream-deleted");
    await fails(client.appendToStream("case-2", event(1)), "stream-deleted");
    await fails(client.tombstoneStream("case-2"), "stream-deleted");
  },
  "follows links": async () => {
    await client.appendToStream("links", [binaryEvent({ type: "$>", data: Buffer.from("3@case-1") }), binaryEvent({ type: "$>", data: Buffer.from("0@case-2") })]);
    const got = [];
    for await (const { link, event } of client.readStream("links", { resolveLinkTos: true })) got.push([link?.revision, event?.streamId]);
    assert.deepEqual(got, [[0n, "case-1"], [1n, undefined]]);
  },
  "subscribes to everything through filters, and to a stream": async () => {
    const checkpoints = [];
    const byStream = client.subscribeToAll({
      fromPosition: START,
      filter: db.streamNameFilter({
        prefixes: ["case-"], checkpointInterval: 2,
        checkpointReached: async (_, position) => { checkpoints.push(position.commit); },
      }),
    });
    const byType = client.subscribeToAll({ fromPosition: START, filter: db.eventTypeFilter({ regex: "^thing-3$" }) });
    const one = client.subscribeToStream("case-1", { fromRevision: 3n });
    const [stream, type, follow] = [listen(byStream), listen(byType), listen(one)];
    assert.deepEqual(await stream(6), ["case-1@0", "case-1@1", "case-1@2", "case-1@3", "case-2@0", `case-2@${2n ** 63n - 1n}`]);
    assert.deepEqual(await type(2), ["many-3@0", "case-1@3"]);
    await client.appendToStream("case-1", event(3), { expectedRevision: 3n });
    assert.equal((await stream(7))[6], "case-1@4");
    assert.equal((await type(3))[2], "case-1@4");
    assert.deepEqual(await follow(1), ["case-1@4"]);
    assert.ok(checkpoints.length > 0 && checkpoints.every((at, n) => n === 0 || at > checkpoints[n - 1]), checkpoints);
    for (const subscription of [byStream, byType, one]) await subscription.unsubscribe();
  },
};

for (const [name, step] of Object.entries(steps)) {
  await step();
  console.log("holds: " + name);
}
await client.dispose();
process.exit(0);
