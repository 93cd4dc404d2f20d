/**
 * Stands in for the module `electron` where its binary is missing: it does nothing, and records what the program
 * asks of it, so that a test can check the settings and drive the real handler. Like Electron, it is ready only
 * after the program's entry has been evaluated.
 */
import { EventEmitter } from 'node:events';

export const record = {
  calls: [],
  schemes: [],
  windows: [],
  sessions: new Map(),
  menu: null,
  // As on a command line that has a list already.
  switches: { 'disable-features': 'GivenByTheUser' },
};
let ready;
const whenReady = new Promise((resolve) => (ready = resolve));
let isReady = false;

export function becomeReady() {
  isReady = true;
  record.calls.push('ready');
  ready();
}

function called(name, ...args) {
  record.calls.push(args.length === 0 ? name : `${name} ${JSON.stringify(args)}`);
}

class App extends EventEmitter {
  isPackaged = false;
  commandLine = {
    hasSwitch: (name) => name in record.switches,
    getSwitchValue: (name) => record.switches[name] ?? '',
    appendSwitch: (name, value = '') => {
      if (isReady) throw new Error('A switch that comes after the app is ready has no effect');
      record.switches[name] = value;
    },
  };

  enableSandbox() {
    if (isReady) throw new Error('app.enableSandbox() can only be called before app is ready');
    called('enableSandbox');
  }

  setPath(name, value) {
    called('setPath', name, value);
  }

  getPath(name) {
    return `${process.env.HOME}/${name}`;
  }

  requestSingleInstanceLock(data) {
    called('requestSingleInstanceLock', data);
    return true;
  }

  whenReady() {
    return whenReady;
  }

  quit() {
    let prevented = false;
    this.emit('before-quit', { preventDefault: () => (prevented = true) });
    if (!prevented) this.exit(0);
  }

  exit(code) {
    process.exit(code);
  }
}
export const app = new App();

export const protocol = {
  registerSchemesAsPrivileged(schemes) {
    if (isReady) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    if (record.schemes.length > 0) throw new Error('protocol.registerSchemesAsPrivileged was called twice');
    record.schemes.push(...schemes);
  },
};

class Session extends EventEmitter {
  handlers = new Map();
  protocol = { handle: (scheme, handler) => this.handlers.set(scheme, handler) };
  webRequest = { onBeforeRequest: (listener) => (this.beforeRequest = listener) };

  setPermissionRequestHandler(handler) {
    this.permissionRequest = handler;
  }

  setPermissionCheckHandler(handler) {
    this.permissionCheck = handler;
  }

  setDevicePermissionHandler(handler) {
    this.devicePermission = handler;
  }

  setSpellCheckerEnabled(enabled) {
    this.spellChecker = enabled;
  }
}

export const session = {
  fromPartition(partition) {
    if (!isReady) throw new Error('Session can only be received when app is ready');
    const known = record.sessions.get(partition) ?? new Session();
    record.sessions.set(partition, known);
    return known;
  },
};

class WebContents extends EventEmitter {
  setWebRTCIPHandlingPolicy(policy) {
    this.webRtcPolicy = policy;
  }

  setWindowOpenHandler(handler) {
    this.windowOpen = handler;
  }
}

export class BrowserWindow extends EventEmitter {
  webContents = new WebContents();
  urls = [];

  constructor(options) {
    super();
    if (!isReady) throw new Error('Cannot create BrowserWindow before app is ready');
    this.options = options;
    record.windows.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }

  loadURL(url) {
    this.urls.push(url);
    this.emit('ready-to-show');
    return Promise.resolve();
  }

  show() {
    this.shown = true;
  }

  static getAllWindows() {
    return record.windows;
  }

  static getFocusedWindow() {
    return record.windows[0] ?? null;
  }
}

export const Menu = {
  buildFromTemplate: (template) => template,
  setApplicationMenu: (menu) => (record.menu = menu),
};

export const dialog = {
  showErrorBox: (title, text) => called('showErrorBox', title, text),
  showOpenDialog: (_window, options) => Promise.resolve({ canceled: false, filePaths: [`/picked/${options.title}`] }),
};

export const shell = {
  openPath: (path) => {
    called('openPath', path);
    return Promise.resolve('');
  },
  showItemInFolder: (path) => called('showItemInFolder', path),
};
