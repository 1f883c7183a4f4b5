const bundle = async () => {
  const { build } = await import('./build.ts');
  await build();
};

/**
 * A plugin of osls that bundles the functions before it packs them: what is deployed is what the sources say, whenever dist/ was made.
 * CommonJS, because osls takes the class itself for the module, and a default export has no place elsewhere in the project.
 */
module.exports = class FreshBundles {
  hooks = {
    'before:package:createDeploymentArtifacts': bundle,
    'before:package:function:package': bundle,
  };
};
