/* global SwaggerUIBundle */
import DOMPurify from 'dompurify';
import { html } from 'lit';
import { apiKey } from '../settings.js';
import { isDark, onTheme } from '../theme.js';
import { PageElement } from './page-element.js';

// Swagger UI assigns strings of markup; the page's policy lets none pass but through here
globalThis.trustedTypes?.createPolicy('default', { createHTML: markup => DOMPurify.sanitize(markup) });

/** Swagger UI over openapi.json. Its calls carry the caller's key. */
export class ApiReference extends PageElement {
  firstUpdated() {
    onTheme(() => document.documentElement.classList.toggle('dark-mode', isDark())); // Swagger UI's own name for it
    if (document.readyState === 'complete') {
      this.#begin();
    } else {
      addEventListener('load', () => this.#begin(), { once: true });
    }
  }

  #begin() {
    SwaggerUIBundle({
      url: 'openapi.json',
      domNode: this.querySelector('.reference'),
      deepLinking: false,
      docExpansion: 'list',
      defaultModelsExpandDepth: -1,
      validatorUrl: null,
      requestInterceptor: keyed,
    });
  }

  render() {
    return html`<div class="reference"></div>`;
  }
}

function keyed(request) {
  if (apiKey.value() && new URL(request.url, document.baseURI).origin === location.origin) {
    request.headers.Authorization ??= `Bearer ${apiKey.value()}`;
  }
  return request;
}

customElements.define('api-reference', ApiReference);
