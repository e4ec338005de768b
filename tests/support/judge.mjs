// What a whole run of the suite comes to: counts from the runners' own reports, and everything that must not be.

// The number of tests that passed in one file's report, and what is wrong with the others.
const judgeFile = ({ name, status, message, assertionResults: tests }) => {
  const wrong = tests
    .filter((test) => test.status !== 'passed')
    .map((test) => `${name}: ${test.status}: ${test.fullName}`);
  if (wrong.length === 0 && tests.length === 0) wrong.push(`${name}: no tests${message ? `: ${message}` : ''}`);
  if (wrong.length === 0 && status !== 'passed') wrong.push(`${name}: ${status}: ${message}`);
  return { passed: tests.length - tests.filter((test) => test.status !== 'passed').length, wrong };
};

const judgeRun = ({ name, exitCode, report, files }) => {
  if (!report) return { passed: 0, wrong: [`${name}: no report (exit code ${exitCode})`] };
  const judged = report.testResults.map(judgeFile);
  const wrong = judged.flatMap((file) => file.wrong);
  const seen = new Set(report.testResults.map((file) => file.name));
  for (const file of files) if (!seen.has(file)) wrong.push(`${file}: not collected`);
  // An error outside any test shows in nothing but these two.
  if (wrong.length === 0 && (exitCode !== 0 || !report.success))
    wrong.push(`an error outside the tests (exit code ${exitCode})`);
  return { passed: judged.reduce((sum, file) => sum + file.passed, 0), wrong: wrong.map((text) => `${name}: ${text}`) };
};

export const judge = ({ checks, runs, filesOnDisk }) => {
  const judged = runs.map(judgeRun);
  const wrong = judged.flatMap((run) => run.wrong);
  for (const check of checks) if (check.exitCode !== 0) wrong.push(`${check.name}: exit code ${check.exitCode}`);
  const planned = new Set(runs.flatMap((run) => run.files));
  for (const file of filesOnDisk) if (!planned.has(file)) wrong.push(`${file}: in no run`);
  const tests = judged.reduce((sum, run) => sum + run.passed, 0);
  if (tests === 0) wrong.push('no test passed');
  const passed = tests + checks.filter((check) => check.exitCode === 0).length;
  return { passed, wrong, line: `${passed} passed, ${wrong.length} failed`, exitCode: wrong.length === 0 ? 0 : 1 };
};
