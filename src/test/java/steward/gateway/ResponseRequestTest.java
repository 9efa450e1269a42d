package steward.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A request to the Responses API is asked as a chat, or refused by the name of what cannot be asked. */
class ResponseRequestTest {
    @Test
    void aTextIsTheUsersMessageAndInstructionsStandInFrontOfIt() {
        assertThat(chat("{'model':'stub','input':'你好','instructions':'Be brief.'}"))
                .isEqualTo(json("{'model':'stub','messages':[{'role':'system','content':'Be brief.'},"
                        + "{'role':'user','content':'你好'}]}"));
    }

    @Test
    void messagesKeepTheirOrderAndAnEarlierAnswerCanBeSentBackAsItCame() {
        assertThat(chat("{'input':[{'role':'developer','content':'Rules.'},{'role':'user','content':'Hi'},"
                        + "{'type':'message','id':'msg_1','status':'completed','role':'assistant','content':"
                        + "[{'type':'output_text','text':'Hello!','annotations':[],'logprobs':[]}]},"
                        + "{'role':'user','content':[{'type':'input_text','text':'one'},"
                        + "{'type':'input_text','text':'two'}]}]}"))
                .isEqualTo(json("{'messages':[{'role':'system','content':'Rules.'},{'role':'user','content':'Hi'},"
                        + "{'role':'assistant','content':'Hello!'},{'role':'user','content':'one\\ntwo'}]}"));
    }

    @Test
    void whatAModelUnderstandsGoesToIt() {
        assertThat(chat("{'input':'x','temperature':0.5,'top_p':1,'max_output_tokens':50,'user':'u','stream':true}"))
                .isEqualTo(json("{'messages':[{'role':'user','content':'x'}],'temperature':0.5,'top_p':1,"
                        + "'max_tokens':50,'user':'u','stream':true,'stream_options':{'include_usage':true}}"));
    }

    @Test
    void whatAsksForNothingBeyondTheUsualIsLetThrough() {
        assertThat(chat("{'input':'x','store':false,'background':false,'tools':[],'include':[],'tool_choice':'auto',"
                        + "'truncation':'disabled','service_tier':'auto','top_logprobs':0,"
                        + "'text':{'format':{'type':'text'}},'stream_options':{'include_obfuscation':false},"
                        + "'previous_response_id':null,'reasoning':null,'metadata':{'a':'b'},"
                        + "'prompt_cache_key':'k','parallel_tool_calls':true}"))
                .isEqualTo(json("{'messages':[{'role':'user','content':'x'}]}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'input':'x','store':true} | store",
                "{'input':'x','previous_response_id':'resp_1'} | previous_response_id",
                "{'input':'x','conversation':'conv_1'} | conversation",
                "{'input':'x','background':true} | background",
                "{'input':'x','tools':[{'type':'web_search'}]} | tools",
                "{'input':'x','tools':'all'} | tools",
                "{'input':'x','tool_choice':'required'} | tool_choice",
                "{'input':'x','text':{'format':{'type':'json_object'}}} | text",
                "{'input':'x','text':{'verbosity':'low'}} | text",
                "{'input':'x','text':'plain'} | text",
                "{'input':'x','reasoning':{'effort':'low'}} | reasoning",
                "{'input':'x','truncation':'auto'} | truncation",
                "{'input':'x','prompt':{'id':'p'}} | prompt",
                "{'input':'x','what_comes_next':1} | what_comes_next",
                "{'input':[{'type':'function_call_output','call_id':'c','output':'1'}]} | input[0].type",
                "{'input':[{'role':'user','content':[{'type':'input_text','text':'x'},{'type':'input_image'}]}]}"
                        + " | input[0].content[1].type",
            })
    void whatCannotBeAskedIsRefusedByItsName(String request, String field) {
        assertRefused(request, "not_supported", field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | input",
                "{'input':null} | input",
                "{'input':5} | input",
                "{'input':' '} | input",
                "{'input':[]} | input",
                "{'input':['x']} | input[0]",
                "{'input':[{'role':'robot','content':'x'}]} | input[0].role",
                "{'input':[{'content':'x'}]} | input[0].role",
                "{'input':[{'role':'user'}]} | input[0].content",
                "{'input':[{'role':'user','content':['x']}]} | input[0].content[0]",
                "{'input':[{'role':'user','content':[{'type':'input_text'}]}]} | input[0].content[0].text",
                "{'input':'x','instructions':['y']} | instructions",
                "{'input':'x','temperature':'hot'} | temperature",
                "{'input':'x','top_p':'all'} | top_p",
                "{'input':'x','max_output_tokens':0} | max_output_tokens",
                "{'input':'x','max_output_tokens':1.5} | max_output_tokens",
                "{'input':'x','metadata':'m'} | metadata",
            })
    void whatIsWrongIsNamed(String request, String field) {
        assertRefused(request, "invalid_request", field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "assistant", "system"})
    void rolesStayAsTheyAre(String role) {
        assertThat(chat("{'input':[{'role':'" + role + "','content':'x'}]}")
                        .at("/messages/0/role")
                        .asText())
                .isEqualTo(role);
    }

    private static void assertRefused(String request, String code, String field) {
        assertThatThrownBy(() -> chat(request)).isInstanceOfSatisfying(ProblemException.class, refused -> {
            assertThat(refused.type().code()).isEqualTo(code);
            assertThat(refused.errors().get(0).field()).isEqualTo(field);
        });
    }

    private static ObjectNode chat(String request) {
        return new ResponseRequest(json(request)).chat();
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) Json.tree(text.replace('\'', '"').getBytes(UTF_8));
    }
}
