import { html } from 'lit';
import { LANGUAGES, chooseLanguage, language, t } from '../text.js';
import { chooseTheme, isDark, onTheme } from '../theme.js';
import { icon } from './icon.js';
import { PageElement } from './page-element.js';

/** The buttons at the end of a page's header: language, colours, settings. Sends `settings`. */
export class PageSwitches extends PageElement {
  firstUpdated() {
    onTheme(() => this.requestUpdate());
  }

  render() {
    const other = Object.keys(LANGUAGES).find(tag => tag !== language());
    const dark = isDark();
    return html`
      <button type="button" class="icon-button language" lang=${other} @click=${() => chooseLanguage(other)}
        aria-label=${LANGUAGES[other]} title=${LANGUAGES[other]}>${other === 'en' ? 'EN' : '中'}</button>
      <button type="button" class="icon-button theme" aria-label=${t('theme.switch')} title=${t('theme.switch')}
        @click=${() => chooseTheme(dark ? 'light' : 'dark')}>${icon(dark ? 'sun' : 'moon')}</button>
      <button type="button" class="icon-button" aria-label=${t('settings')} title=${t('settings')}
        @click=${() => this.send('settings')}>${icon('settings')}</button>
    `;
  }
}

customElements.define('page-switches', PageSwitches);
