import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inOrder, placed, shown, table } from './write-benchmarks.mjs';

const figure = { name: 'pages', value: 0.631, low: 0.6, high: 0.662, unit: '×', target: '≥ 0.6×', met: true, peer: 'a | b' };

test('a sample shows its interval, and another figure none', () => {
  assert.equal(shown(figure), '0.631× (0.6 to 0.662)');
  assert.equal(shown({ value: 21881.4, low: null, high: null, unit: '/s' }), '21,881/s');
  assert.equal(shown({ value: null, unit: 'ms' }), 'not measured');
});

test('what is missed says so, and a bar in a cell ends none', () => {
  const text = table([{ id: 'P4', title: 't', date: 'd', machine: 'm', command: 'c', noise: 'n', limits: 'l', figures: [figure, { ...figure, met: false }, { ...figure, met: null, target: null }] }]);
  assert.match(text, /\| P4 \| pages \| 0\.631× \(0\.6 to 0\.662\) \| ≥ 0\.6× \| met \| a \\\| b \|/);
  assert.match(text, /\| \*\*missed\*\* \|/);
  const open = { id: 'P4', figures: [{ ...figure, met: null }] };
  assert.match(table([open]), /\| ≥ 0\.6× \| open \|/);
  assert.match(text, /Limited by: l\. \[Rows\]\(benchmarks\/P4\.csv\)/);
  assert.match(table([{ id: 'P4', figures: [], hasRows: false }]), /Rows: `target\/bench\/rows\/P4\.csv`/);
});

test('P10 comes after P9, and what has no number last', () => {
  assert.deepEqual(inOrder([{ id: 'overload' }, { id: 'P10' }, { id: 'P9' }]).map(({ id }) => id), ['P9', 'P10', 'overload']);
});

test('the prose around the figures stays, and a page without marks is refused', () => {
  const page = 'before\n<!-- figures -->\nold\n<!-- /figures -->\nafter\n';
  assert.equal(placed(page, 'new'), 'before\n<!-- figures -->\nnew\n<!-- /figures -->\nafter\n');
  assert.throws(() => placed('none', 'new'));
});
