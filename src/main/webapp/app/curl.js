/** Shell commands to paste. */

import { address } from './api.js';

const quoted = text => `'${text.replaceAll("'", "'\\''")}'`;

/** The command that asks the same question of this server. */
export function asCurl(question, keyed) {
  const parts = [`curl -s ${address('api/chat')}`, `-H 'Content-Type: application/json'`];
  if (keyed) {
    parts.push('-H "Authorization: Bearer $STEWARD_KEY"');
  }
  parts.push(`-d ${quoted(JSON.stringify({ message: question }))}`);
  return parts.join(' \\\n  ');
}
