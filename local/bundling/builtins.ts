import type { Plugin } from 'esbuild';
import { isBuiltin } from 'node:module';

const NAME = /^[A-Za-z_$][\w$]*$/;

/**
 * Takes Node's own modules from `process.getBuiltinModule`. An `import` of one of them reads all
 * its members at once, and some members load much: that of `node:http` loads undici, which costs a
 * cold start 20 ms (nodejs/node#59686). Here a bundle reads the members that it uses.
 */
export const builtins: Plugin = {
  name: 'builtins',
  setup(build) {
    build.onResolve({ filter: /^(node:)?[a-z_/0-9]+$/ }, ({ path, kind }) =>
      isBuiltin(path) && kind !== 'require-call'
        ? {
            path: path.replace(/^(node:)?/, 'node:'),
            namespace: kind === 'dynamic-import' ? 'wholeBuiltin' : 'builtin',
            sideEffects: false,
          }
        : undefined,
    );
    // A dynamic import gets the module itself.
    build.onLoad({ filter: /.*/, namespace: 'wholeBuiltin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => {
      const module = process.getBuiltinModule(path);
      if (!module) return { errors: [{ text: `Node has no module ${path}` }] };
      const members = Object.keys(module).filter((name) => NAME.test(name) && name !== 'default');
      return {
        contents: [
          `const member = (name) => process.getBuiltinModule(${JSON.stringify(path)})[name];`,
          `export default /* @__PURE__ */ process.getBuiltinModule(${JSON.stringify(path)});`,
          ...members.map(
            (name) => `export const ${name} = /* @__PURE__ */ member(${JSON.stringify(name)});`,
          ),
        ].join('\n'),
      };
    });
  },
};
