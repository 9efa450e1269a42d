package steward.chat;

import java.util.List;

/** What is known of an answer before its text: who writes it and which passages it rests on. */
record Beginning(String mode, String model, String provider, Boolean fallback, List<Answer.Citation> citations) {}
