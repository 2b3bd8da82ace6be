// The table: one client for the whole life of the process, and the calls that are made by it.

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { conflict, unavailable } from './problem.mjs';
import { seconds } from './times.mjs';

const TableName = process.env.LEAH_TABLE;

const client = DynamoDBDocumentClient.from(
  new DynamoDBClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 2000, requestTimeout: 4000, throwOnRequestTimeout: true },
  }),
  { marshallOptions: { removeUndefinedValues: true } },
);

/** One item, the latest of it. */
export async function get(key) {
  const { Item } = await client.send(
    new GetCommand({ TableName, Key: key, ConsistentRead: true }),
  );
  return Item;
}

/** Several items in one trip, in the order of their keys. */
export async function getAll(...keys) {
  const { Responses, UnprocessedKeys } = await client.send(
    new BatchGetCommand({ RequestItems: { [TableName]: { Keys: keys, ConsistentRead: true } } }),
  );
  // A handful of small items: what comes back unprocessed was throttled.
  if (Object.keys(UnprocessedKeys ?? {}).length > 0) throw unavailable();
  const items = Responses?.[TableName] ?? [];
  return keys.map(({ PK, SK }) => items.find((item) => item.PK === PK && item.SK === SK));
}

/** The first items of a partition whose sort keys begin with a prefix. */
export async function first(partition, prefix, limit) {
  const items = [];
  let after;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: '#pk = :pk AND begins_with(#sk, :sk)',
        ExpressionAttributeNames: { '#pk': 'PK', '#sk': 'SK' },
        ExpressionAttributeValues: { ':pk': partition, ':sk': prefix },
        ExclusiveStartKey: after,
        Limit: limit - items.length,
      }),
    );
    items.push(...(page.Items ?? []));
    after = page.LastEvaluatedKey;
  } while (after && items.length < limit);
  return items;
}

export const put = (item) => ({ Put: { TableName, Item: item } });

export const putIf = (item, condition) => ({
  Put: {
    TableName,
    Item: item,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    ...condition,
  },
});

export const remove = (key) => ({ Delete: { TableName, Key: key } });

export const isNew = { ConditionExpression: 'attribute_not_exists(PK)' };

/** That an item is still as it was read. */
export const asRead = (item) => ({
  ConditionExpression: '#version = :version',
  ExpressionAttributeNames: { '#version': 'version' },
  ExpressionAttributeValues: { ':version': item.version },
});

/**
 * Writes all or nothing. `undefined` where it is written; else what stands at each write whose condition
 * did not hold, by its place.
 */
export async function transact(writes) {
  try {
    await client.send(new TransactWriteCommand({ TransactItems: writes }));
    return undefined;
  } catch (error) {
    const reasons = error.name === 'TransactionCanceledException' ? error.CancellationReasons : [];
    const refused = reasons.map((reason) =>
      reason.Code === 'ConditionalCheckFailed' ? unmarshall(reason.Item ?? {}) : undefined,
    );
    if (refused.some(Boolean)) return refused;
    if (reasons.some((reason) => reason.Code === 'TransactionConflict')) {
      throw conflict('Another request changes the same thing right now: try again.');
    }
    throw error;
  }
}

/** Whether an item still holds: the reader checks, TTL only tidies up. */
export const alive = (item, now) => item.ttl === undefined || item.ttl > seconds(now);
