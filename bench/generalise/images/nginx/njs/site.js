import crypto from 'crypto';
import qs from 'querystring';

function digest(r) {
  const text = qs.parse(r.variables.args || '').text || '';
  r.return(200, crypto.createHash('sha256').update(text).digest('hex') + '\n');
}

async function relay(r) {
  const reply = await ngx.fetch('http://peer/');
  const text = await reply.text();
  r.return(200, 'relayed ' + text);
}

export default { digest, relay };
