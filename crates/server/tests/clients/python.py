"""What a program does with the official client: send, send again, count what failed."""

import sys

from elasticsearch import ConflictError, Elasticsearch
from elasticsearch.helpers import bulk, streaming_bulk

address, user, password = sys.argv[1:4]
client = Elasticsearch(address, basic_auth=(user, password), http_compress=True)

assert client.ping()
info = client.info()
assert info["version"]["build_flavor"] == "default", info
assert client.cluster.health()["status"] == "green"
assert client.license.get()["license"]["status"] == "active"
who = client.security.authenticate()
assert who["username"] == user, who

client.indices.put_index_template(
    name="client", index_patterns=["client-*"], data_stream={}, priority=200, template={"settings": {}}
)
assert client.indices.exists_index_template(name="client")
assert not client.indices.exists_index_template(name="other")
client.indices.create_data_stream(name="client-events")
assert client.indices.get_data_stream(name="client-events")["data_streams"][0]["name"] == "client-events"
client.ilm.put_lifecycle(name="client", policy={"phases": {}})
client.ingest.put_pipeline(id="client", processors=[])

INDEX = "logs-endpoint.events.process-default"


def events(first, last):
    for number in range(first, last):
        yield {
            "_op_type": "create",
            "_index": INDEX,
            "_id": f"event-{number}",
            "@timestamp": "2026-11-24T12:00:00.000Z",
            "event": {"category": ["process"], "type": ["start"]},
            "process": {"pid": number, "command_line": "ünïcode \u2028 \\ \" \n"},
        }


stored, failed = bulk(client, events(0, 3000), chunk_size=500)
assert (stored, failed) == (3000, []), (stored, failed)
again = list(streaming_bulk(client, events(2990, 3010), raise_on_error=False))
statuses = [item["create"]["status"] for _, item in again]
assert statuses == [409] * 10 + [201] * 10, statuses

document = {"@timestamp": "2026-11-24T12:00:00Z", "event": {"category": ["process"]}}
created = client.create(index=INDEX, id="one", document=document)
assert created["result"] == "created", created
try:
    client.create(index=INDEX, id="one", document=document)
    raise AssertionError("stored twice")
except ConflictError:
    pass
assert client.index(index=INDEX, document=document, op_type="create")["result"] == "created"

rows = client.cat.indices(index="logs-*", format="json")
counts = {row["index"]: int(row["docs.count"]) for row in rows}
assert counts == {INDEX: 3012}, counts

found = client.search(
    index="logs-*",
    query={"bool": {"filter": [{"range": {"process.pid": {"gte": 10, "lt": 20}}}]}},
    sort=[{"process.pid": "asc"}],
    size=3,
)
assert found["hits"]["total"] == {"value": 10, "relation": "eq"}, found["hits"]["total"]
assert [hit["_id"] for hit in found["hits"]["hits"]] == ["event-10", "event-11", "event-12"]
assert found["hits"]["hits"][0]["_source"]["process"]["command_line"] == "ünïcode \u2028 \\ \" \n"
assert client.count(index=INDEX, query={"term": {"process.pid": 7}})["count"] == 1
assert client.get(index=INDEX, id="event-7")["_source"]["process"]["pid"] == 7
assert client.indices.exists(index=INDEX) and not client.indices.exists(index="nothing")
eql = client.eql.search(index="logs-*", query="process where process.pid == 5")
assert eql["hits"]["events"][0]["_id"] == "event-5", eql

key = client.security.create_api_key(
    name="shipper", role_descriptors={"w": {"index": [{"names": ["logs-*"], "privileges": ["create_doc"]}]}}
)
shipper = Elasticsearch(address, api_key=key["encoded"])
assert bulk(shipper, events(3010, 3020)) == (10, [])
assert client.security.invalidate_api_key(ids=[key["id"]])["invalidated_api_keys"] == [key["id"]]
print("done")
