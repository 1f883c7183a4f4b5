import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import { ApiReference } from './apiReference.mts';
import { Diagram } from './diagram.mts';
import './style.css';

export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component('ApiReference', ApiReference).component('Diagram', Diagram);
  },
} satisfies Theme;
