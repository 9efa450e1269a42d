/** What went wrong, told in one way: a code, a cause and a fix, in Chinese and English, in the shape the caller's API speaks (RFC 9457 or OpenAI's). */
package steward.platform.problem;
