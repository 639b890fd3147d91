// Loads one of the pages' TypeScript modules into Node, as it is.
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

export async function load(name) {
  const built = await esbuild.build({
    entryPoints: [fileURLToPath(new URL(`../../ts/${name}.ts`, import.meta.url))],
    bundle: true, format: 'esm', target: 'es2022', write: false,
  });
  return import(`data:text/javascript;base64,${Buffer.from(built.outputFiles[0].contents).toString('base64')}`);
}
