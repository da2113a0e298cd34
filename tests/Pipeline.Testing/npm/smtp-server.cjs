// A mail server that answers by the recipient's address and writes each mail that it takes to standard output, a line of JSON each.
const { readFileSync } = require('node:fs');
const { SMTPServer } = require('smtp-server');

const [security, certificate, key, user, password] = process.argv.slice(2);
const refusal = (responseCode, message) => Object.assign(new Error(message), { responseCode });
const answers = {
  refused: refusal(550, '5.1.1 There is no such mailbox'),
  greylisted: refusal(451, '4.7.1 Greylisted, try again later'),
};

const server = new SMTPServer({
  secure: security === 'tls',
  disabledCommands: [...(security === 'starttls' ? [] : ['STARTTLS']), ...(user ? [] : ['AUTH'])],
  allowInsecureAuth: security === 'none',
  authOptional: !user,
  authMethods: ['PLAIN', 'LOGIN'],
  disableReverseLookup: true,
  ...(certificate && { cert: readFileSync(certificate), key: readFileSync(key) }),
  onAuth(login, session, callback) {
    const problem = login.username === 'busy'
      ? refusal(454, '4.7.0 Temporary authentication failure')
      : refusal(535, `5.7.8 The password ${login.password} is wrong`); // some servers are as careless
    callback(login.username === user && login.password === password ? null : problem, { user: login.username });
  },
  onRcptTo(address, session, callback) {
    callback(answers[address.address.split('@')[0]]);
  },
  onData(stream, session, callback) {
    const chunks = [];
    stream.on('data', chunk => chunks.push(chunk));
    stream.on('end', () => {
      const { envelope } = session;
      process.stdout.write(JSON.stringify({
        from: envelope.mailFrom.address,
        to: envelope.rcptTo.map(recipient => recipient.address),
        user: session.user || null,
        secure: session.secure,
        content: Buffer.concat(chunks).toString('utf8'),
      }) + '\n');
      callback(envelope.rcptTo[0].address.startsWith('full@') ? refusal(552, '5.2.2 The mailbox is full') : null);
    });
  },
});
server.on('error', () => {}); // a client that does not trust the certificate
server.listen(0, '127.0.0.1', () => process.stdout.write(`listening on ${server.server.address().port}\n`));
