// node validate.mjs <schema> <file>: checks a YAML file against a JSON schema of draft 2019-09. Prints what is wrong, a line each, and then exits with 1.
import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2019.js';
import { parse } from 'yaml';

const [schemaPath, filePath] = process.argv.slice(2);
const schema = JSON.parse(readFileSync(schemaPath, 'utf8'));

// Schemas that this one refers to elsewhere describe hosts that we do not have: they allow everything here, and nothing is fetched.
const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
for (const address of external(schema)) ajv.addSchema({ $id: address });

const isValid = ajv.compile(schema);
if (!isValid(parse(readFileSync(filePath, 'utf8')))) {
    for (const error of isValid.errors) console.log(`${error.instancePath || '/'} ${error.message} ${JSON.stringify(error.params)}`);
    process.exit(1);
}

function external(node, found = new Set()) {
    if (node && typeof node === 'object') {
        if (typeof node.$ref === 'string' && node.$ref.startsWith('https://')) found.add(node.$ref);
        Object.values(node).forEach(child => external(child, found));
    }
    return found;
}
