import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/grid.css';
import { mount } from 'svelte';
import App from './app.svelte';
import { Api } from './state/api/api';
import { AppState } from './state/app/app-state.svelte';
import { createStore, prepareStore } from './store/client';
import { copyWholeTexts } from './ui/copy-whole';

const target = document.querySelector('#app');
if (target === null) throw new Error('The document has no place for the application.');

const app = new AppState(new Api(), { create: createStore, prepare: prepareStore }, localStorage, sessionStorage);
mount(App, { target, props: { app } });
copyWholeTexts(document);
void app.start();
