// What a program does with the official client: send, send again, look at what failed.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'

const [address, username, password, modules] = process.argv.slice(2)
const { Client } = createRequire(modules + '/')('@elastic/elasticsearch')
const client = new Client({ node: address, auth: { username, password }, compression: true })

assert.equal((await client.info()).version.build_flavor, 'default')
const index = 'logs-endpoint.events.process-default'
const events = (first, last) => Array.from({ length: last - first }, (_, n) => ({
  id: `js-${first + n}`,
  '@timestamp': '2026-11-24T12:00:00.000Z',
  event: { category: ['process'] }
}))
const helper = (datasource, lost) => client.helpers.bulk({
  datasource,
  onDocument: ({ id }) => ({ create: { _index: index, _id: id } }),
  onDrop: ({ status }) => lost.push(status)
})
const lost = []
const first = await helper(events(0, 2000), lost)
assert.equal(first.successful, 2000)
const second = await helper(events(1990, 2010), lost)
assert.equal(second.successful, 10)
assert.deepEqual(lost, Array(10).fill(409))
await assert.rejects(
  client.create({ index, id: 'js-0', document: { '@timestamp': '2026-11-24T12:00:00Z' } }),
  (error) => error.meta.statusCode === 409
)
const rows = await client.cat.indices({ index, format: 'json' })
assert.equal(rows[0]['docs.count'], '2010')
console.log('done')
