// Imported first, by itself: it must load in any Node that knows modules, and nothing newer may load before it.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Plainsight needs Node 20.19 or later; this is Node ${process.versions.node}.`);
  process.exit(4);
}
