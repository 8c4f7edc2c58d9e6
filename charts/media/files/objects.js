// Signature Version 4 of the requests to the object store, with the keys of a Secret.

import crypto from 'crypto';
import fs from 'fs';

const SIGNED = 'host;x-amz-content-sha256;x-amz-date';

function read(name) {
    return fs.readFileSync(`/run/secrets/objects/${name}`, 'utf8').trim();
}

function hmac(key, text) {
    return crypto.createHmac('sha256', key).update(text).digest();
}

// Both this and the signature see the time at which nginx began to write the request.
function date(r) {
    const now = new Date(Number(r.variables.msec) * 1000);
    return now.toISOString().replace(/[-:]|\.\d+/g, '');
}

function authorization(r) {
    const v = r.variables;
    const at = date(r);
    const scope = [at.slice(0, 8), v.objects_region, 's3', 'aws4_request'];
    const request = [
        'GET',
        `/${v.objects_bucket}/${v.object}`,
        '',
        `host:${v.objects_host}`,
        'x-amz-content-sha256:UNSIGNED-PAYLOAD',
        `x-amz-date:${at}`,
        '',
        SIGNED,
        'UNSIGNED-PAYLOAD',
    ].join('\n');
    const digest = crypto.createHash('sha256').update(request).digest('hex');
    const text = ['AWS4-HMAC-SHA256', at, scope.join('/'), digest].join('\n');
    const key = scope.reduce(hmac, `AWS4${read('AWS_SECRET_ACCESS_KEY')}`);
    const signature = hmac(key, text).toString('hex');
    const credential = `${read('AWS_ACCESS_KEY_ID')}/${scope.join('/')}`;
    return `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${SIGNED}, Signature=${signature}`;
}

export default { authorization, date };
