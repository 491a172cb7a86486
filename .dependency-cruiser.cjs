/** Imports run downwards only: see docs/architecture.md. */
const rooms = (...names) => `^(${names.join('|')})`;

module.exports = {
  forbidden: [
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'model-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^extension/model' },
      to: { path: rooms('background', 'catalogue', 'cli', 'popup', 'tools', 'test', 'extension/(?!model)') },
    },
    {
      name: 'classify-is-pure',
      comment: 'No browser API, no storage: the same code runs in the worker, at a terminal and in tests.',
      severity: 'error',
      from: { path: '^background/classify' },
      to: {
        path: [
          rooms('background/(?!classify)', 'cli', 'popup', 'tools', 'test', 'extension/(?!model)'),
          'webextension-polyfill',
          'node_modules/idb/',
        ],
      },
    },
    {
      name: 'classify-is-pure-of-node',
      severity: 'error',
      from: { path: '^(background|extension|popup)' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'observe-knows-no-policy',
      severity: 'error',
      from: { path: '^background/observe' },
      to: { path: rooms('background/(remember|tell)', 'cli', 'popup') },
    },
    {
      name: 'remember-does-not-tell',
      severity: 'error',
      from: { path: '^background/remember' },
      to: { path: rooms('background/(observe|tell)', 'cli', 'popup') },
    },
    {
      name: 'tell-does-not-observe',
      severity: 'error',
      from: { path: '^background/tell' },
      to: { path: rooms('background/observe', 'cli', 'popup') },
    },
    {
      name: 'pages-only-show',
      comment: 'They show a report, ask the history and send commands. They classify nothing.',
      severity: 'error',
      from: { path: '^(popup|extension/(ui|history|options|welcome|example|help))' },
      to: {
        path: rooms(
          'background/(?!tell/(say|history|compare|example|export/(save|name|exported)|import/))',
          'catalogue',
          'cli',
          'tools',
          'test',
        ),
      },
    },
    {
      name: 'catalogue-stands-alone',
      severity: 'error',
      from: { path: '^catalogue' },
      to: { path: rooms('background', 'cli', 'popup', 'tools', 'test', 'extension/(?!model)') },
    },
    {
      name: 'nothing-ships-tests-or-tools',
      severity: 'error',
      from: { path: '^(background|extension|popup|catalogue|cli)' },
      to: { path: '^(test|tools)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
