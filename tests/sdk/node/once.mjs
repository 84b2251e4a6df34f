// A script of one connection with MQTT.js, over TLS or WebSocket: registers, polls, prints the last answer.
import { readFileSync } from 'node:fs';
import mqtt from 'mqtt';

const told = JSON.parse(process.argv[2]);
const client = await mqtt.connectAsync(told.url, {
  protocolVersion: 4,
  clientId: told.registrationId,
  username: `${told.idScope}/registrations/${told.registrationId}/api-version=2019-03-31`,
  cert: readFileSync(told.chain),
  key: readFileSync(told.key),
  reconnectPeriod: 0,
  wsOptions: { cert: readFileSync(told.chain), key: readFileSync(told.key) },
});
const answers = [];
let wake = () => {};
client.on('message', (topic, payload) => {
  answers.push({ topic, body: JSON.parse(payload) });
  wake();
});
await client.subscribeAsync('$dps/registrations/res/#', { qos: 1 });
async function ask(topic, body) {
  const answer = new Promise((resolve) => { wake = resolve; });
  await client.publishAsync(topic, body, { qos: 1 });
  if (answers.length === 0) await answer;
  return answers.shift();
}
let answer = await ask('$dps/registrations/PUT/iotdps-register/?$rid=1', '');
const { operationId } = answer.body;
for (let rid = 2; answer.topic.includes('/res/202/'); rid += 1) {
  answer = await ask(`$dps/registrations/GET/iotdps-get-operationstatus/?$rid=${rid}&operationId=${operationId}`, '');
}
await client.endAsync();
console.log(JSON.stringify(answer));
