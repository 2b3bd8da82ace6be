"""The table: one client for the whole life of the process, and the calls that are made by it."""

import os
from datetime import datetime
from typing import Any

import boto3
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from botocore.config import Config

from .problem import conflict, unavailable
from .times import seconds

Item = dict[str, Any]
Key = tuple[str, str]

TABLE = os.environ["LEAH_TABLE"]

client = boto3.client(
    "dynamodb",
    region_name=os.environ["AWS_REGION"],
    config=Config(
        connect_timeout=2,
        read_timeout=4,
        retries={"mode": "standard", "total_max_attempts": 3},
        tcp_keepalive=True,
    ),
)
_serialize = TypeSerializer().serialize
_deserialize = TypeDeserializer().deserialize


def wired(item: Item) -> Item:
    """What is none takes no room."""
    return {name: _serialize(value) for name, value in item.items() if value is not None}


def read(item: Item) -> Item:
    return {name: _deserialize(value) for name, value in item.items()}


def _primary(key: Key) -> Item:
    return {"PK": {"S": key[0]}, "SK": {"S": key[1]}}


def get(key: Key) -> Item | None:
    """One item, the latest of it."""
    found = client.get_item(TableName=TABLE, Key=_primary(key), ConsistentRead=True)
    return read(found["Item"]) if "Item" in found else None


def get_all(*keys: Key) -> list[Item | None]:
    """Several items in one trip, in the order of their keys."""
    wanted = {"Keys": [_primary(key) for key in keys], "ConsistentRead": True}
    found = client.batch_get_item(RequestItems={TABLE: wanted})
    # A handful of small items: what comes back unprocessed was throttled.
    if found.get("UnprocessedKeys"):
        raise unavailable()
    items = [read(item) for item in found["Responses"].get(TABLE, [])]
    by_key = {(item["PK"], item["SK"]): item for item in items}
    return [by_key.get(key) for key in keys]


def first(partition: str, prefix: str, limit: int) -> list[Item]:
    """The first items of a partition whose sort keys begin with a prefix."""
    items: list[Item] = []
    more: dict[str, Any] = {}
    while True:
        page = client.query(
            TableName=TABLE,
            KeyConditionExpression="#pk = :pk AND begins_with(#sk, :sk)",
            ExpressionAttributeNames={"#pk": "PK", "#sk": "SK"},
            ExpressionAttributeValues={":pk": {"S": partition}, ":sk": {"S": prefix}},
            Limit=limit - len(items),
            **more,
        )
        items += [read(item) for item in page["Items"]]
        if "LastEvaluatedKey" not in page or len(items) >= limit:
            return items
        more = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def put(item: Item) -> Item:
    return {"Put": {"TableName": TABLE, "Item": wired(item)}}


def put_if(item: Item, condition: Item) -> Item:
    refusal = {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
    return {"Put": {"TableName": TABLE, "Item": wired(item), **refusal, **condition}}


def remove(key: Key) -> Item:
    return {"Delete": {"TableName": TABLE, "Key": _primary(key)}}


IS_NEW = {"ConditionExpression": "attribute_not_exists(PK)"}


def as_read(item: Item) -> Item:
    """That an item is still as it was read."""
    return {
        "ConditionExpression": "#version = :version",
        "ExpressionAttributeNames": {"#version": "version"},
        "ExpressionAttributeValues": wired({":version": item["version"]}),
    }


def transact(writes: list[Item]) -> list[Item | None] | None:
    """Writes all or nothing. None where it is written; else what stands at each write whose condition did not hold."""
    try:
        client.transact_write_items(TransactItems=writes)
        return None
    except client.exceptions.TransactionCanceledException as error:
        reasons = error.response.get("CancellationReasons", [])
        codes = {reason.get("Code") for reason in reasons}
        if "ConditionalCheckFailed" in codes:
            return [
                read(reason.get("Item", {})) if reason.get("Code") == "ConditionalCheckFailed" else None
                for reason in reasons
            ]
        if "TransactionConflict" in codes:
            raise conflict("Another request changes the same thing right now: try again.") from error
        raise


def alive(item: Item, now: datetime) -> bool:
    """Whether an item still holds: the reader checks, TTL only tidies up."""
    return "ttl" not in item or item["ttl"] > seconds(now)
