import { defineConfig } from 'vitest/config';

// Apart from `npm test`, for it needs a vLLM that setup.sh installs; run.sh runs it.
export default defineConfig({
  test: {
    include: ['test/vllm/*.check.ts'],
    root: new URL('../..', import.meta.url).pathname,
    testTimeout: 600_000,
    hookTimeout: 600_000,
    fileParallelism: false,
  },
});
