/** The OpenAI-compatible API under /v1: bytes in, bytes out, streams, errors in OpenAI's shape. */
package steward.gateway;
