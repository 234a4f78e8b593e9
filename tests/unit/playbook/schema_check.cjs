// Does playbooks/schema.json say what the coordinator's lint says? Good playbooks must be accepted, all of broken/ must be
// refused, and all of broken-lint-only/ (what a schema cannot express) accepted. Needs the npm packages ajv and ajv-formats:
//   npm install --prefix /tmp/ajv ajv ajv-formats && NODE_PATH=/tmp/ajv/node_modules node tests/unit/playbook/schema_check.cjs
'use strict';
const fs = require('fs');
const path = require('path');
const Ajv = require('ajv/dist/2020').default;
const addFormats = require('ajv-formats').default;

const root = path.resolve(__dirname, '../../..');
const ajv = new Ajv({ allErrors: true });
addFormats(ajv);
const validate = ajv.compile(JSON.parse(fs.readFileSync(path.join(root, 'playbooks/schema.json'), 'utf8')));

function accepted(file) {
  try {
    return validate(JSON.parse(fs.readFileSync(file, 'utf8')));
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

let wrong = 0;
let checked = 0;
function expect(file, wanted) {
  checked++;
  if (accepted(file) === wanted) return;
  wrong++;
  const why = wanted ? ajv.errorsText(validate.errors) : 'accepted';
  console.error(`${path.relative(root, file)}: should be ${wanted ? 'accepted' : 'refused'}: ${why}`);
}

for (const folder of fs.readdirSync(path.join(root, 'playbooks'), { withFileTypes: true }))
  if (folder.isDirectory()) expect(path.join(root, 'playbooks', folder.name, 'playbook.json'), true);
expect(path.join(__dirname, 'good/minimal.json'), true);
for (const [folder, wanted] of [['broken', false], ['broken-lint-only', true]])
  for (const file of fs.readdirSync(path.join(__dirname, folder)))
    if (file.endsWith('.json')) expect(path.join(__dirname, folder, file), wanted);
console.log(`${checked - wrong} agree, ${wrong} do not`);
process.exit(wrong === 0 ? 0 : 1);
