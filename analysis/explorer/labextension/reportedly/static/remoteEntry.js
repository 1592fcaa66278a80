// Reportedly in JupyterLab, as it is loaded: nothing is built, and nothing is asked of another machine.
// JupyterLab hands its own modules over in `init`, and takes the plugin from `get`.
(() => {
  const NAME = 'reportedly';
  const EXPLORER = 'notebooks/explore.ipynb';
  const READER = 'notebooks/read.ipynb';
  const SHARED = ['@jupyterlab/apputils', '@jupyterlab/launcher', '@jupyterlab/notebook', '@lumino/widgets'];
  const STYLE = `
    .lm-DockPanel-tabBar { --jp-private-horizontal-tab-width: 300px; }
    .jp-Notebook .jp-RenderedMarkdown, .jp-Notebook .said, .jp-Notebook .report-figure,
    .jp-Notebook figcaption { max-width: 46rem; }
    .jp-Notebook .report-figure { margin-inline: 0; }
    .jp-RenderedHTMLCommon .report-figure img { background: #fff; max-width: 100%; }
    .jp-RenderedHTMLCommon .report-table td, .jp-RenderedHTMLCommon .report-table th {
      text-align: left; vertical-align: top; white-space: normal; max-width: 30rem; }
    .jp-RenderedHTMLCommon .report-table .number { text-align: right; }
    .jp-RenderedHTMLCommon .table-box { overflow-x: auto; }
    .jp-RenderedHTMLCommon .report-table caption, .jp-RenderedHTMLCommon .figure-values caption {
      text-align: left; font-weight: 600; }
    .jp-RenderedHTMLCommon :is(.report-table, .figure-values, .said, figcaption) cite { font-style: normal; }
    body[data-jp-theme-light="false"] .report-figure img { filter: invert(0.93) hue-rotate(180deg); }
  `;
  let modules;

  const taken = async name => {
    const versions = modules[name];
    return (await versions[Object.keys(versions)[0]].get())();
  };

  // Run lines of Python in a kernel of their own and return what they print; a fault is thrown.
  const ask = async (app, code) => {
    const kernel = await app.serviceManager.kernels.startNew({ name: 'python3' });
    try {
      let printed = '';
      let fault = '';
      const future = kernel.requestExecute({ code });
      future.onIOPub = message => {
        if (message.header.msg_type === 'stream' && message.content.name === 'stdout') {
          printed += message.content.text;
        } else if (message.header.msg_type === 'error') {
          fault = message.content.evalue;
        }
      };
      await future.done;
      if (fault) throw new Error(fault);
      return printed.trim();
    } finally {
      await kernel.shutdown();
      kernel.dispose();
    }
  };

  const plugin = ([apputils, launchers, notebooks, widgets]) => {
    const open = (app, path) => app.commands.execute('docmanager:open', { path });
    const told = (title, words) => {
      const body = document.createElement('pre');
      body.textContent = words;
      const shown = new widgets.Widget({ node: body });
      return apputils.showDialog({ title, body: shown, buttons: [apputils.Dialog.okButton()] });
    };

    const begin = async app => {
      const named = await apputils.InputDialog.getText({
        title: 'New report', label: 'Name: letters, digits and underscores', placeholder: 'losses_by_week'
      });
      if (!named.value) return;
      const code = 'import sys\nfrom analysis.publish.report import begin_report, shown_from_root\n' +
        `print(shown_from_root(begin_report(${JSON.stringify(named.value)})[0]))`;
      await open(app, await ask(app, code));
    };

    const check = async app => {
      const names = await ask(app,
        'from analysis.collection.collection import collection_names\nprint("\\n".join(collection_names()))');
      const chosen = await apputils.InputDialog.getItem({ title: 'Check a collection', items: names.split('\n') });
      if (!chosen.value) return;
      const found = await ask(app, 'from analysis.collection.overview import check_up\n' +
        `print("\\n".join(check_up(${JSON.stringify(chosen.value)}).lines()))`);
      await told(`Check of ${chosen.value}`, found);
    };

    const runs = (tracker, panel) => {
      const run = async () => {
        if (panel.context.path !== EXPLORER) return;
        await panel.context.ready;
        await panel.revealed;
        await panel.sessionContext.ready;
        await notebooks.NotebookActions.runAll(panel.content, panel.sessionContext);
        const place = panel.content.widgets.findIndex(cell => cell.node.querySelector('.reportedly-explorer'));
        if (place >= 0) {
          panel.content.activeCellIndex = place;
          await panel.content.scrollToItem(place, 'start');
          // Only now is known how high the cells above are.
          await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));
          panel.content.widgets[place].node.scrollIntoView();
        }
      };
      run().catch(fault => console.warn(`the explorer was not run: ${fault}`));
    };

    const activate = (app, tracker, launcher, palette) => {
      const style = document.createElement('style');
      style.textContent = STYLE;
      document.head.append(style);
      const acts = {
        'new-report': ['New report', () => begin(app)],
        'read': ['Read a text', () => open(app, READER)],
        'check': ['Check a collection', () => check(app)]
      };
      for (const [rank, [id, [label, act]]] of Object.entries(acts).map((act, n) => [n, act])) {
        const command = `${NAME}:${id}`;
        const execute = () => act().catch(fault => told('Not done', fault.message));
        const named = args => (args.isPalette ? `Reportedly: ${label.toLowerCase()}` : label);
        app.commands.addCommand(command, { label: named, execute });
        if (palette) palette.addItem({ command, category: 'Reportedly', args: { isPalette: true } });
        if (launcher) launcher.add({ command, category: 'Reportedly', rank });
      }
      tracker.widgetAdded.connect(runs);
      tracker.forEach(panel => runs(tracker, panel));
    };

    return {
      id: `${NAME}:plugin`,
      autoStart: true,
      requires: [notebooks.INotebookTracker],
      optional: [launchers.ILauncher, apputils.ICommandPalette],
      activate
    };
  };

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB[NAME] = {
    init: shared => { modules = shared; },
    get: async () => {
      const found = plugin(await Promise.all(SHARED.map(taken)));
      return () => ({ __esModule: true, default: found });
    }
  };
})();
